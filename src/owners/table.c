/* SPDX-License-Identifier: MIT */
#include <errno.h>
#include <string.h>
#include <unistd.h>

#include "owners/walk.h"
#include "util/number.h"

/* The inode in "socket:[123]" (proc_pid_fd(5)), or 0 for another kind of file. */
static uint32_t socket_inode(const char *link, size_t length)
{
    static const char prefix[] = "socket:[";
    size_t skip = sizeof(prefix) - 1;
    uint64_t inode = 0;
    if (length < skip + 2 || memcmp(link, prefix, skip) != 0 || link[length - 1] != ']' ||
        !number_parse((struct slice){link + skip, length - skip - 1}, UINT32_MAX, &inode))
        return 0;
    return (uint32_t)inode;
}

static void note_trouble_locked(struct walk *walk, struct walk_process *process, int number)
{
    if (number == EMFILE || number == ENFILE || number == ENOMEM)
        walk->owners->failed = true;
    else if (!task_has_vanished(number))
        process->hidden = true;
}

void walk_note_trouble(struct worker *worker, int number)
{
    pthread_mutex_lock(&worker->walk->lock);
    note_trouble_locked(worker->walk, worker->process, number);
    pthread_mutex_unlock(&worker->walk->lock);
}

static bool make_known(struct walk *walk, struct walk_table *table)
{
    int trouble = 0;
    table->known =
        table->known || owners_add_task(walk->owners, &table->task, &table->place, &trouble);
    if (trouble != 0)
        note_trouble_locked(walk, table->process, trouble);
    return table->known;
}

static void read_socket_context(struct walk *walk, const struct task *task, uint32_t inode,
                                const char *descriptor)
{
    struct strbuf text = {0};
    if (task_file_context(task, walk->path, descriptor, &text))
        names_store(&walk->owners->socket_contexts, inode, strbuf_slice(&text));
    strbuf_free(&text);
}

/* The walk through threads is for the sockets that were not found without it. */
static bool is_wanted(const struct walk *walk, uint32_t head)
{
    return !walk->late || head == NO_LINK || head >= walk->late_link;
}

/* A descriptor of the table refers to a socket whose value in `wanted` is `head`. */
static void add_link(struct walk *walk, struct walk_table *table, uint32_t inode, uint32_t *head,
                     const char *name, uint32_t descriptor)
{
    if (!is_wanted(walk, *head))
        return;
    if (*head == NO_LINK) {
        walk->unseen -= walk->unseen > 0;
        if (walk->owners->with_socket_contexts)
            read_socket_context(walk, &table->task, inode, name);
    }
    if (!make_known(walk, table) || !owners_add_link(walk->owners, head, table->place, descriptor))
        walk->owners->failed = true;
}

static void take_link(struct worker *worker, uint32_t inode, const char *name, uint32_t descriptor)
{
    struct walk *walk = worker->walk;
    uint32_t *head = inode == 0 ? NULL : id_map_find(&walk->owners->wanted, inode);
    if (head == NULL)
        return;
    pthread_mutex_lock(&walk->lock);
    add_link(walk, worker->table, inode, head, name, descriptor);
    pthread_mutex_unlock(&walk->lock);
}

/* Who may not read one link of a task may read none of them. */
static bool scan_descriptor(void *context, const char *name, uint32_t descriptor)
{
    struct worker *worker = context;
    char link[64]; /* longer links are no sockets */
    ssize_t length = readlinkat(worker->table->directory, name, link, sizeof(link));
    int number = errno;
    if (length < 0) {
        walk_note_trouble(worker, number);
        return number != EACCES && number != EPERM && walk_go_on(worker, 1);
    }
    take_link(worker, socket_inode(link, (size_t)length), name, descriptor);
    return walk_go_on(worker, 1);
}

void walk_read_table(struct worker *worker, struct walk_table *table)
{
    worker->table = table;
    worker->process = table->process;
    if (!task_each_number(table->directory, scan_descriptor, worker))
        walk_note_trouble(worker, errno);
    walk_leave_table(worker->walk, table);
}
