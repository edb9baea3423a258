/* SPDX-License-Identifier: MIT */
#include <errno.h>
#include <fcntl.h>
#include <string.h>
#include <unistd.h>

#include "need.h"
#include "owners/bpf.h"
#include "owners/bpf_program.h"
#include "owners/bpf_sharing.h"
#include "owners/bpf_tables.h"
#include "owners/links.h"
#include "util/file.h"
#include "util/number.h"

/* One scan. */
struct scan {
    struct owners *owners;
    const char *path; /* of the procfs */
    int proc;         /* descriptor of it */
    struct bpf_sharing sharing;
    struct socket_file last; /* a record of the task that was added last */
    bool has_last;
    bool shares_last; /* that task has the file table of another one, whose records were read */
    struct bpf_tables tables;
    uint32_t place;             /* in `tasks`: of that task */
    const atomic_bool *stopped; /* of a scan for all sockets, else NULL */
};

static bool is_leader(const struct socket_file *file)
{
    return file->process == file->thread;
}

/* The program reports only process ids, and a new process can have the id by now: then what was
 * read in /proc is unknown. When the descriptors may not be read, it is used as it is. */
static bool add_read_task(struct scan *scan, const struct socket_file *file, struct task task,
                          struct slice name, uint32_t *place)
{
    int number;
    int files = task_open(&task, "fd", O_PATH | O_DIRECTORY);
    task.files = files > 0 && faccessat(files, "..", X_OK, AT_EACCESS) == 0 ? files : 0;
    bool added = owners_add_task(scan->owners, &task, name, place, &number);
    if (added && !task_holds_socket(&task, file->descriptor, file->inode)) {
        struct owner_task *owner = &scan->owners->tasks[*place];
        owner->name = name.data == NULL ? (struct slice){0} : owner->name;
        owner->context = (struct slice){0};
        owner->details = NULL;
    }
    if (files >= 0)
        close(files);
    if (added)
        owners_note_trouble(scan->owners, number);
    return added;
}

/* Adds a thread with the files of a record. `comm` is its name. Without -T it stands for its
 * process, whose name is that of the first thread. */
static bool add_task(struct scan *scan, const struct socket_file *file, uint32_t thread,
                     const char comm[TASK_NAME_SIZE], uint32_t *place)
{
    struct owners *owners = scan->owners;
    struct task task = {scan->proc, file->process, thread};
    struct slice name = {0};
    int number;
    if (owners->with_threads || is_leader(file))
        name = (struct slice){comm, strnlen(comm, TASK_NAME_SIZE)};
    if (name.data == NULL || owners->with_contexts || owners->needs & NEED_OWNER_DETAILS)
        return add_read_task(scan, file, task, name, place);
    return owners_add_task(owners, &task, name, place, &number);
}

/* Adds the threads that share the files of a process, when threads are wanted (-T): only then the
 * list `sharing` is filled. */
static bool add_sharing(struct scan *scan, const struct socket_file *file)
{
    size_t count;
    const struct sharing_thread *threads = bpf_sharing_find(&scan->sharing, file->process, &count);
    uint32_t place;
    for (size_t i = 0; i < count; i++) {
        if (!add_task(scan, file, threads[i].thread, threads[i].name, &place))
            return false;
        owners_share_links(scan->owners, scan->place, place);
    }
    return true;
}

/* Makes the task that was added an owner of all that is found in its table. */
static bool enter_table(struct scan *scan, const struct socket_file *file)
{
    uint32_t holder;
    scan->shares_last = bpf_tables_find(&scan->tables, file, &holder);
    if (!scan->shares_last)
        return bpf_tables_add(&scan->tables, file, scan->place);
    owners_share_links(scan->owners, holder, scan->place);
    return true;
}

/* Adds the task of a record, and those that share its files. */
static bool add_tasks(struct scan *scan, const struct socket_file *file)
{
    scan->last = *file;
    scan->has_last = add_task(scan, file, file->thread, file->name, &scan->place) &&
                     enter_table(scan, file) && (!is_leader(file) || add_sharing(scan, file));
    return scan->has_last;
}

static void read_socket_context(struct scan *scan, const struct socket_file *file)
{
    struct task task = {scan->proc, file->process, file->thread};
    struct strbuf descriptor = {0}, text = {0};
    number_put(&descriptor, file->descriptor);
    strbuf_put_char(&descriptor, '\0');
    errno = ENOMEM;
    if (!descriptor.failed && task_file_context(&task, scan->path, descriptor.data, &text))
        names_store(&scan->owners->socket_contexts, file->inode, strbuf_slice(&text));
    else
        owners_note_trouble(scan->owners, errno);
    strbuf_free(&descriptor);
    strbuf_free(&text);
}

static bool add_link(struct scan *scan, const struct socket_file *file, uint32_t *head)
{
    if (*head == NO_LINK && scan->owners->with_socket_contexts)
        read_socket_context(scan, file);
    bool same =
        scan->has_last && scan->last.process == file->process && scan->last.thread == file->thread;
    if (!same && !add_tasks(scan, file))
        return false;
    return scan->shares_last || owners_add_link(scan->owners, head, scan->place, file->descriptor);
}

static bool keep_unlisted(struct scan *scan, const struct socket_file *file)
{
    uint32_t thread = file->thread == file->process ? 0 : file->thread;
    const struct unlisted_socket found = {file->inode, file->process, thread, file->descriptor};
    return unlisted_add(&scan->owners->unlisted, found);
}

/* Where the links of a socket begin, or NULL when it is not wanted. In a scan for all sockets each
 * is; NULL is then out of memory. */
static uint32_t *find_head(struct scan *scan, uint32_t inode)
{
    if (inode == 0)
        return NULL;
    return scan->stopped == NULL ? id_map_find(&scan->owners->wanted, inode)
                                 : id_map_insert(&scan->owners->wanted, inode, NO_LINK);
}

/* Without -T a thread with a file table of its own stands for its process. After the first thread
 * of a process has ended, the kernel counts each of the others as one with a table of its own,
 * although they still share one: then each reports the same files. */
static bool take_file(struct scan *scan, const struct socket_file *file)
{
    uint32_t *head = find_head(scan, file->inode);
    if (head == NULL && file->inode != 0 && scan->stopped != NULL)
        return false;
    if (head == NULL && file->inode != 0 && scan->owners->keep_unlisted)
        return keep_unlisted(scan, file);
    bool is_known =
        head == NULL || (!scan->owners->with_threads &&
                         owners_is_linked(scan->owners, *head, file->process, file->descriptor));
    return is_known || add_link(scan, file, head);
}

static bool take_records(void *context, const void *records, size_t length)
{
    struct scan *scan = context;
    const struct socket_file *files = records;
    size_t count = length / sizeof(*files);
    bool good = scan->stopped == NULL || !atomic_load(scan->stopped);
    for (size_t i = 0; good && i < count; i++) {
        if (i + OWNERS_PREFETCHED < count)
            id_map_prefetch(&scan->owners->wanted, files[i + OWNERS_PREFETCHED].inode);
        good = take_file(scan, &files[i]);
    }
    return good;
}

static bool take_all(struct scan *scan)
{
    const struct owners_bpf *bpf = scan->owners->bpf;
    if (scan->owners->with_threads && !bpf_sharing_read(&scan->sharing, bpf->threads))
        return false;
    return bpf_program_each(bpf->files, take_records, scan);
}

bool owners_bpf_find_all(struct owners *found, int link, const char *proc,
                         const atomic_bool *stopped)
{
    struct scan scan = {
        .owners = found,
        .path = proc,
        .proc = file_open_at(AT_FDCWD, proc, O_DIRECTORY),
        .stopped = stopped,
    };
    if (scan.proc < 0)
        return false;
    if (found->needs & NEED_OWNER_CGROUPS)
        sight_read_cgroups(&found->sight, proc);
    bool good = bpf_program_each(link, take_records, &scan);
    close(scan.proc);
    bpf_tables_free(&scan.tables);
    return good && !found->failed && found->trouble == 0 && !found->link_lost &&
           !atomic_load(stopped);
}

bool owners_bpf_scan(struct owners *owners, const char *proc, struct error *error)
{
    struct scan scan = {
        .owners = owners,
        .path = proc,
        .proc = file_open_at(AT_FDCWD, proc, O_DIRECTORY),
    };
    if (scan.proc < 0)
        return error_set_errno(error, errno, "owners: cannot read %s", proc);
    bool good = take_all(&scan);
    int number = errno;
    close(scan.proc);
    bpf_sharing_free(&scan.sharing);
    bpf_tables_free(&scan.tables);
    if (!good)
        return error_set_errno(error, number, "owners: bpf");
    owners->by_bpf = true;
    return !owners->failed || error_set(error, ENOMEM, OWNERS_NO_RESOURCES);
}
