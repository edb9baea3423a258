/* SPDX-License-Identifier: MIT */
#include <errno.h>
#include <fcntl.h>
#include <linux/bpf.h>
#include <stdlib.h>
#include <string.h>
#include <sys/syscall.h>
#include <unistd.h>

#include "bpf/records.h"
#include "owners/bpf.h"
#include "owners/links.h"
#include "util/number.h"

/* Records of one kind that are kept. */
struct record_list {
    void *items; /* owned */
    size_t count, capacity;
};

/* One scan. */
struct scan {
    struct owners *owners;
    const char *path;
    int proc;
    struct record_list sharing; /* struct sharing_thread, by process */
    struct record_list late;    /* struct socket_file of threads with files of their own */
    struct socket_file last;    /* the task that was added last, if any */
    bool known;
    uint32_t first_place, places; /* of that task and of those that share its files */
    uint32_t late_link;           /* the links from here on are of `late` */
    bool of_before;               /* the records were read ahead */
    unsigned looks;               /* at what this task holds now */
    unsigned more_looks;          /* that may be spent beside the first at each task */
};

/* Looks at sockets of a task whose records were read ahead, 2 us each: one of those few that a
 * server has just handed on, or any of those that a task held that has ended. */
enum { LOOKS_AT_TASK = 16, LOOKS_MOST = 2048 };

static bool keep(struct record_list *list, const void *record, size_t size)
{
    if (list->count == list->capacity) {
        size_t capacity = list->capacity == 0 ? 64 : list->capacity * 2;
        void *items = reallocarray(list->items, capacity, size);
        if (items == NULL)
            return false;
        list->items = items;
        list->capacity = capacity;
    }
    memcpy((char *)list->items + list->count++ * size, record, size);
    return true;
}

int owners_bpf_iterate(int link)
{
    union bpf_attr attributes;
    memset(&attributes, 0, sizeof(attributes));
    attributes.iter_create.link_fd = (__u32)link;
    return (int)syscall(SYS_bpf, BPF_ITER_CREATE, &attributes, sizeof(attributes));
}

/* The kernel answers EAGAIN where it has seen many tasks without a record. */
ssize_t owners_bpf_read(int iterator, void *records, size_t size)
{
    for (;;) {
        ssize_t length = read(iterator, records, size);
        if (length >= 0 || (errno != EAGAIN && errno != EINTR))
            return length;
    }
}

/* Calls `each` for every record that the program writes. False with errno. */
static bool each_record(int link, size_t size, bool (*each)(struct scan *, const void *record),
                        struct scan *scan)
{
    _Alignas(struct socket_file) char records[32 * 1024]; /* as large as the kernel's */
    int iterator = owners_bpf_iterate(link);
    bool good = iterator >= 0;
    while (good) {
        ssize_t length = owners_bpf_read(iterator, records, sizeof(records));
        if (length <= 0) {
            good = length == 0;
            break;
        }
        for (ssize_t at = 0; good && at + (ssize_t)size <= length; at += (ssize_t)size)
            good = each(scan, records + at);
    }
    int number = errno;
    if (iterator >= 0)
        close(iterator);
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

/* Where the records of a process are in the sorted list. */
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

static bool add_task(struct scan *scan, uint32_t process, uint32_t thread)
{
    struct task task = {scan->proc, process, thread};
    uint32_t place;
    int trouble;
    if (!owners_add_task(scan->owners, &task, &place, &trouble))
        return false;
    scan->owners->failed |= trouble == EMFILE || trouble == ENFILE || trouble == ENOMEM;
    if (scan->places++ == 0)
        scan->first_place = place;
    return true;
}

/* With threads, those that share the files of the task are owners too. */
static bool add_tasks(struct scan *scan, const struct socket_file *file)
{
    const struct sharing_thread *threads = scan->sharing.items;
    scan->places = 0;
    scan->looks = 0;
    scan->last = *file;
    scan->known = add_task(scan, file->process, file->thread);
    if (file->process != file->thread)
        return scan->known;
    for (size_t i = first_sharing(scan, file->process);
         scan->known && i < scan->sharing.count && threads[i].process == file->process; i++)
        scan->known = add_task(scan, file->process, threads[i].thread);
    return scan->known;
}

static bool is_look_due(struct scan *scan)
{
    if (!scan->of_before || scan->looks == LOOKS_AT_TASK)
        return false;
    if (scan->looks++ == 0)
        return true;
    bool due = scan->more_looks > 0;
    scan->more_looks -= due;
    return due;
}

/* False when the record is not true any more, and then no other one counts. */
static bool look(struct scan *scan, const struct socket_file *file)
{
    struct task task = {scan->proc, file->process, file->thread};
    if (file->process == file->thread)
        task.thread = 0;
    return task_holds_socket(&task, file->descriptor, file->inode);
}

static void read_socket_context(struct scan *scan, const struct socket_file *file)
{
    struct task task = {scan->proc, file->process, file->thread};
    struct strbuf descriptor = {0}, text = {0};
    number_put(&descriptor, file->descriptor);
    strbuf_put_char(&descriptor, '\0');
    if (!descriptor.failed && task_file_context(&task, scan->path, descriptor.data, &text))
        names_store(&scan->owners->socket_contexts, file->inode, strbuf_slice(&text));
    strbuf_free(&descriptor);
    strbuf_free(&text);
}

static bool add_links(struct scan *scan, const struct socket_file *file, uint32_t *head)
{
    if (*head == NO_LINK && scan->owners->with_socket_contexts)
        read_socket_context(scan, file);
    bool same =
        scan->known && scan->last.process == file->process && scan->last.thread == file->thread;
    if (!same && !add_tasks(scan, file))
        return false;
    if (is_look_due(scan) && !look(scan, file))
        return false;
    for (uint32_t i = 0; i < scan->places; i++) {
        if (!owners_add_link(scan->owners, head, scan->first_place + i, file->descriptor))
            return false;
    }
    return true;
}

/* Without -T a thread with files of its own counts for what nobody else was seen to hold, as in
 * the walk through /proc. */
static bool take_file(struct scan *scan, const void *record)
{
    const struct socket_file *file = record;
    uint32_t *head = file->inode == 0 ? NULL : id_map_find(&scan->owners->wanted, file->inode);
    if (head == NULL)
        return true;
    if (file->process != file->thread && !scan->owners->with_threads)
        return keep(&scan->late, file, sizeof(*file));
    return add_links(scan, file, head);
}

/* Behind a first thread that has ended, every thread has the same files. */
static bool is_linked(const struct owners *owners, uint32_t head, const struct socket_file *file)
{
    const struct owner_link *link = head == NO_LINK ? NULL : &owners->links[head];
    return link != NULL && link->descriptor == file->descriptor &&
           owners->tasks[link->task].pid == file->process;
}

static bool take_late_files(struct scan *scan)
{
    const struct socket_file *files = scan->late.items;
    scan->late_link = (uint32_t)scan->owners->link_count;
    for (size_t i = 0; i < scan->late.count; i++) {
        uint32_t *head = id_map_find(&scan->owners->wanted, files[i].inode);
        bool taken = *head != NO_LINK && *head < scan->late_link;
        if (!taken && !is_linked(scan->owners, *head, &files[i]) &&
            !add_links(scan, &files[i], head))
            return false;
    }
    scan->late.count = 0;
    return true;
}

static bool take_records(struct scan *scan, const struct socket_file *files, size_t count)
{
    for (size_t i = 0; i < count; i++) {
        if (i + OWNERS_FETCHED < count)
            id_map_prefetch(&scan->owners->wanted, files[i + OWNERS_FETCHED].inode);
        if (!take_file(scan, &files[i]))
            return false;
    }
    return take_late_files(scan);
}

/* What was read ahead. False when that is nothing, or when it does not tell of every socket, or not
 * of who holds it now, so that everything has to be read again. */
static bool take_ahead(struct scan *scan)
{
    struct strbuf records = {0};
    if (!owners_ahead_end(scan->owners->bpf, &records))
        return false;
    scan->of_before = true;
    scan->more_looks = LOOKS_MOST;
    bool good =
        take_records(scan, (const void *)records.data, records.length / sizeof(struct socket_file));
    strbuf_free(&records);
    scan->of_before = scan->known = false;
    return good && owners_count_unseen(scan->owners) == 0;
}

static bool take_files(struct scan *scan)
{
    return each_record(scan->owners->bpf->files, sizeof(struct socket_file), take_file, scan) &&
           take_late_files(scan);
}

static bool take_all(struct scan *scan)
{
    struct owners_bpf *bpf = scan->owners->bpf;
    if (scan->owners->with_threads) {
        if (!each_record(bpf->threads, sizeof(struct sharing_thread), keep_sharing, scan))
            return false;
        if (scan->sharing.count > 0)
            qsort(scan->sharing.items, scan->sharing.count, sizeof(struct sharing_thread),
                  compare_sharing);
    }
    if (take_ahead(scan))
        return true;
    owners_forget(scan->owners);
    scan->late.count = 0;
    return take_files(scan);
}

bool owners_bpf_scan(struct owners *owners, const char *proc, struct error *error)
{
    struct scan scan = {
        .owners = owners,
        .path = proc,
        .proc = open(proc, O_RDONLY | O_DIRECTORY | O_CLOEXEC),
    };
    if (scan.proc < 0)
        return error_set_errno(error, errno, "owners: cannot read %s", proc);
    bool good = take_all(&scan);
    int number = errno;
    close(scan.proc);
    free(scan.sharing.items);
    free(scan.late.items);
    if (!good)
        return error_set_errno(error, number, "owners: bpf");
    owners->by_bpf = true;
    return !owners->failed ||
           error_set(error, ENOMEM, "owners: out of memory or of file descriptors");
}
