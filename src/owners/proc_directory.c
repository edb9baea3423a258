/* SPDX-License-Identifier: MIT */
#include <errno.h>
#include <string.h>
#include <unistd.h>

#include "owners/proc_scan.h"
#include "util/trouble.h"

/* Called with the lock held. */
static void note_trouble(struct proc_scan *scan, struct proc_process *process, int number)
{
    owners_note_trouble(scan->owners, number);
    process->hidden |= trouble_of(number) == TROUBLE_FORBIDDEN;
}

void worker_note_trouble(struct worker *worker, int number)
{
    pthread_mutex_lock(&worker->scan->lock);
    note_trouble(worker->scan, worker->process, number);
    pthread_mutex_unlock(&worker->scan->lock);
}

bool proc_directory_add_task(struct proc_scan *scan, struct proc_directory *directory)
{
    int number = 0;
    if (!directory->is_task_added)
        directory->is_task_added = owners_add_task(scan->owners, &directory->task,
                                                   (struct slice){0}, &directory->place, &number);
    note_trouble(scan, directory->process, number);
    return directory->is_task_added;
}

static void read_socket_context(struct proc_scan *scan, const struct task *task, uint32_t inode,
                                const char *descriptor)
{
    struct strbuf text = {0};
    if (task_file_context(task, scan->path, descriptor, &text))
        names_store(&scan->owners->socket_contexts, inode, strbuf_slice(&text));
    else
        owners_note_trouble(scan->owners, errno);
    strbuf_free(&text);
}

/* The second pass only looks for sockets that the first one did not find. */
static bool is_wanted(const struct proc_scan *scan, uint32_t head)
{
    return !scan->is_second_pass || head == NO_LINK || head >= scan->second_pass_link;
}

/* Links the task of the directory to a socket. `head` points to the value of the socket in
 * `wanted`. Called with the lock held. */
static void add_link(struct proc_scan *scan, struct proc_directory *directory, uint32_t inode,
                     uint32_t *head, const char *name, uint32_t descriptor)
{
    if (!is_wanted(scan, *head) ||
        (!scan->owners->with_threads &&
         owners_is_linked(scan->owners, *head, directory->task.process, descriptor)))
        return;
    if (*head == NO_LINK) {
        scan->unseen -= scan->unseen > 0;
        if (scan->owners->with_socket_contexts)
            read_socket_context(scan, &directory->task, inode, name);
    }
    if (!proc_directory_add_task(scan, directory) ||
        !owners_add_link(scan->owners, head, directory->place, descriptor))
        scan->owners->failed = true;
}

static void keep_unlisted(struct proc_scan *scan, const struct task *task, uint32_t inode,
                          uint32_t descriptor)
{
    const struct unlisted_socket found = {inode, task->process, task->thread, descriptor};
    scan->owners->failed |= !unlisted_add(&scan->owners->unlisted, found);
}

static void link_socket(struct worker *worker, uint32_t inode, const char *name,
                        uint32_t descriptor)
{
    struct proc_scan *scan = worker->scan;
    uint32_t *head = inode == 0 ? NULL : id_map_find(&scan->owners->wanted, inode);
    if (head == NULL && (inode == 0 || !scan->owners->keep_unlisted))
        return;
    pthread_mutex_lock(&scan->lock);
    if (head != NULL)
        add_link(scan, worker->directory, inode, head, name, descriptor);
    else
        keep_unlisted(scan, &worker->directory->task, inode, descriptor);
    pthread_mutex_unlock(&scan->lock);
}

/* When one link of a task may not be read, none of its links may. */
static bool read_descriptor(void *context, const char *name, uint32_t descriptor)
{
    struct worker *worker = context;
    uint32_t inode;
    if (!task_read_socket(worker->directory->descriptor, name, &inode)) {
        int number = errno;
        worker_note_trouble(worker, number);
        return trouble_of(number) != TROUBLE_FORBIDDEN && worker_count(worker, 1);
    }
    link_socket(worker, inode, name, descriptor);
    return worker_count(worker, 1);
}

void worker_read_directory(struct worker *worker, struct proc_directory *directory)
{
    worker->directory = directory;
    worker->process = directory->process;
    if (!task_each_number(directory->descriptor, read_descriptor, worker))
        worker_note_trouble(worker, errno);
    proc_directory_leave(worker->scan, directory);
}
