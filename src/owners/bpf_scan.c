/* SPDX-License-Identifier: MIT */
#include <errno.h>
#include <fcntl.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include "bpf/records.h"
#include "need.h"
#include "owners/bpf.h"
#include "owners/bpf_program.h"
#include "owners/bpf_tables.h"
#include "owners/links.h"
#include "util/array.h"
#include "util/file.h"
#include "util/number.h"

/* Records of one kind that are kept. */
struct record_list {
    void *items; /* owned */
    size_t count, capacity;
};

/* One scan. */
struct scan {
    struct owners *owners;
    const char *path;           /* of the procfs */
    int proc;                   /* descriptor of it */
    struct record_list sharing; /* struct sharing_thread, sorted by process */
    struct socket_file last;    /* a record of the task that was added last */
    bool has_last;
    bool shares_last; /* that task has the file table of another one, whose records were read */
    struct bpf_tables tables;
    uint32_t place;             /* in `tasks`: of that task */
    const atomic_bool *stopped; /* of a scan for all sockets, else NULL */
};

static bool keep(struct record_list *list, const void *record, size_t size)
{
    void *items = array_reserve(list->items, &list->capacity, list->count, size);
    if (items == NULL)
        return false;
    list->items = items;
    memcpy((char *)items + list->count++ * size, record, size);
    return true;
}

/* Calls `each` for every record that the program writes. False with errno. */
static bool each_record(int link, size_t size, bool (*each)(struct scan *, const void *record),
                        struct scan *scan)
{
    _Alignas(struct socket_file) char records[32 * 1024]; /* as large as the kernel's buffer */
    int run = bpf_program_run(link);
    bool good = run >= 0;
    while (good && !(scan->stopped != NULL && atomic_load(scan->stopped))) {
        ssize_t length = bpf_program_read(run, records, sizeof(records));
        if (length <= 0) {
            good = length == 0;
            break;
        }
        for (ssize_t at = 0; good && at + (ssize_t)size <= length; at += (ssize_t)size)
            good = each(scan, records + at);
    }
    int number = errno;
    if (run >= 0)
        close(run);
    errno = number;
    return good;
}

static bool keep_sharing(struct scan *scan, const void *record)
{
    return keep(&scan->sharing, record, sizeof(struct sharing_thread));
}

static int compare_sharing(const void *left, const void *right)
{
    const struct sharing_thread *a = left, *b = right;
    return a->process < b->process ? -1 : a->process > b->process;
}

/* Where the records of a process begin in the sorted list. */
static size_t first_sharing(const struct scan *scan, uint32_t process)
{
    const struct sharing_thread *threads = scan->sharing.items;
    size_t low = 0, high = scan->sharing.count;
    while (low < high) {
        size_t middle = low + (high - low) / 2;
        if (threads[middle].process < process)
            low = middle + 1;
        else
            high = middle;
    }
    return low;
}

/* The program reports only process ids, and a new process can have the id by now: then the name is
 * unknown. When the descriptors may not be read, the name is used as it is. */
static bool add_task(struct scan *scan, const struct socket_file *file, uint32_t thread,
                     uint32_t *place)
{
    struct task task = {scan->proc, file->process, thread};
    int number;
    int files = task_open(&task, "fd", O_PATH | O_DIRECTORY);
    task.files = files > 0 && faccessat(files, "..", X_OK, AT_EACCESS) == 0 ? files : 0;
    bool added = owners_add_task(scan->owners, &task, place, &number);
    if (added && !task_holds_socket(&task, file->descriptor, file->inode)) {
        scan->owners->tasks[*place].name = (struct slice){0};
        scan->owners->tasks[*place].details = NULL;
    }
    if (files >= 0)
        close(files);
    if (added)
        owners_note_trouble(scan->owners, number);
    return added;
}

/* Adds the threads that share the files of a process, when threads are wanted (-T): only then the
 * list `sharing` is filled. */
static bool add_sharing(struct scan *scan, const struct socket_file *file)
{
    const struct sharing_thread *threads = scan->sharing.items;
    uint32_t place;
    for (size_t i = first_sharing(scan, file->process);
         i < scan->sharing.count && threads[i].process == file->process; i++) {
        if (!add_task(scan, file, threads[i].thread, &place))
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
    scan->has_last = add_task(scan, file, file->thread, &scan->place) && enter_table(scan, file) &&
                     (file->process != file->thread || add_sharing(scan, file));
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
static bool take_file(struct scan *scan, const void *record)
{
    const struct socket_file *file = record;
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

static bool read_sharing(struct scan *scan)
{
    if (!each_record(scan->owners->bpf->threads, sizeof(struct sharing_thread), keep_sharing, scan))
        return false;
    if (scan->sharing.count > 0)
        qsort(scan->sharing.items, scan->sharing.count, sizeof(struct sharing_thread),
              compare_sharing);
    return true;
}

static bool take_all(struct scan *scan)
{
    if (scan->owners->with_threads && !read_sharing(scan))
        return false;
    return each_record(scan->owners->bpf->files, sizeof(struct socket_file), take_file, scan);
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
    bool good = each_record(link, sizeof(struct socket_file), take_file, &scan);
    close(scan.proc);
    bpf_tables_free(&scan.tables);
    return good && !found->failed && !found->link_lost && !atomic_load(stopped);
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
    free(scan.sharing.items);
    bpf_tables_free(&scan.tables);
    if (!good)
        return error_set_errno(error, number, "owners: bpf");
    owners->by_bpf = true;
    return !owners->failed || error_set(error, ENOMEM, OWNERS_NO_RESOURCES);
}
