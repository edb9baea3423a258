/* SPDX-License-Identifier: MIT */
#include <errno.h>
#include <fcntl.h>
#include <string.h>
#include <unistd.h>

#include "lookup/owners_links.h"
#include "lookup/task.h"
#include "util/number.h"

/* One walk through the procfs. */
struct scan {
    struct owners *owners;
    const char *proc;   /* path of the procfs */
    struct task task;   /* whose descriptors are being read */
    int descriptors;    /* descriptor of its fd */
    bool known;         /* it is the last of `tasks` */
    bool hidden;        /* a part of the process may not be read */
    size_t processes;   /* how many were seen */
    uint32_t late_link; /* the links from here on are of the walk through threads */
    size_t unseen;      /* sockets that nobody was seen to hold, in that walk */
};

static void read_socket_context(struct scan *scan, uint32_t inode, const char *descriptor)
{
    struct strbuf text = {0};
    if (task_file_context(&scan->task, scan->proc, descriptor, &text))
        names_store(&scan->owners->socket_contexts, inode, strbuf_slice(&text));
    strbuf_free(&text);
}

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

/* The walk through threads is for the sockets that were not found without it. */
static bool is_wanted(struct scan *scan, const uint32_t *head)
{
    return head != NULL && (*head == NO_LINK || *head >= scan->late_link);
}

static void note_trouble(struct scan *scan, int number)
{
    if (number == EMFILE || number == ENFILE || number == ENOMEM)
        scan->owners->failed = true;
    else if (!task_has_vanished(number))
        scan->hidden = true;
}

/* Without -T a thread stands for its process. */
static bool add_task(struct scan *scan)
{
    struct owners *owners = scan->owners;
    struct task task = scan->task;
    if (!owners->with_threads)
        task.thread = 0;
    errno = 0;
    struct owner_task owner = {
        .pid = task.process,
        .thread = task.thread,
        .name = task_name(&task, &owners->texts),
    };
    if (owner.name.data == NULL)
        note_trouble(scan, errno == 0 ? ENOMEM : errno);
    if (owners->with_contexts)
        owner.context = task_context(&task, &owners->texts);
    scan->known = owners_add_task(owners, owner);
    return scan->known;
}

static void add_link(struct scan *scan, uint32_t *head, uint32_t descriptor)
{
    if ((!scan->known && !add_task(scan)) || !owners_add_link(scan->owners, head, descriptor))
        scan->owners->failed = true;
}

static void scan_descriptor(void *context, const char *name, uint32_t descriptor)
{
    struct scan *scan = context;
    char link[64]; /* longer links are no sockets */
    ssize_t length = readlinkat(scan->descriptors, name, link, sizeof(link));
    if (length < 0)
        note_trouble(scan, errno);
    if (length <= 0)
        return;
    uint32_t inode = socket_inode(link, (size_t)length);
    uint32_t *head = inode == 0 ? NULL : id_map_find(&scan->owners->wanted, inode);
    if (!is_wanted(scan, head))
        return;
    bool first = *head == NO_LINK;
    if (first && scan->unseen > 0)
        scan->unseen--;
    if (first && scan->owners->with_socket_contexts)
        read_socket_context(scan, inode, name);
    add_link(scan, head, descriptor);
}

/* Opens a directory of the task and calls `each` for the numbers in it. */
static void scan_directory(struct scan *scan, const char *file, int *directory,
                           void (*each)(void *context, const char *name, uint32_t number))
{
    *directory = task_open(&scan->task, file, O_DIRECTORY);
    if (*directory < 0 || !task_each_number(*directory, each, scan))
        note_trouble(scan, errno);
    if (*directory >= 0)
        close(*directory);
}

static void scan_task(struct scan *scan)
{
    scan->known = false;
    scan_directory(scan, "fd", &scan->descriptors, scan_descriptor);
}

static void scan_thread(void *context, const char *name, uint32_t thread)
{
    struct scan *scan = context;
    (void)name;
    scan->task.thread = thread;
    scan_task(scan);
}

static void scan_process(void *context, const char *name, uint32_t pid)
{
    struct scan *scan = context;
    int threads;
    (void)name;
    scan->processes++;
    scan->task.process = pid;
    scan->task.thread = 0;
    scan->hidden = false;
    if (scan->owners->with_threads)
        scan_directory(scan, "task", &threads, scan_thread);
    else
        scan_task(scan);
    scan->owners->unreadable += scan->hidden;
}

static void scan_thread_late(void *context, const char *name, uint32_t thread)
{
    struct scan *scan = context;
    struct task task = {scan->task.proc, scan->task.process, thread};
    if (thread != task.process && !task_shares_files(&task))
        scan_thread(context, name, thread);
}

/* What could not be read was counted before. */
static void scan_process_late(void *context, const char *name, uint32_t pid)
{
    struct scan *scan = context;
    int threads;
    (void)name;
    if (scan->unseen == 0)
        return;
    scan->task.process = pid;
    scan->task.thread = 0;
    scan_directory(scan, "task", &threads, scan_thread_late);
}

/* A thread can have a file table of its own, and what it opens is then not in that of its
 * process. That is rare, so only what nobody was seen to hold is looked for there. */
static bool scan_late(struct scan *scan)
{
    scan->late_link = (uint32_t)scan->owners->link_count;
    scan->unseen = owners_count_unseen(scan->owners);
    return scan->unseen == 0 || scan->owners->with_threads ||
           (lseek(scan->task.proc, 0, SEEK_SET) == 0 &&
            task_each_number(scan->task.proc, scan_process_late, scan));
}

bool owners_scan(struct owners *owners, const char *proc, struct error *error)
{
    if (owners->scanned || owners->wanted.count == 0)
        return true;
    owners->scanned = true;
    struct scan scan = {.owners = owners, .proc = proc};
    scan.task.proc = open(proc, O_RDONLY | O_DIRECTORY | O_CLOEXEC);
    if (scan.task.proc < 0)
        return error_set_errno(error, errno, "owners: cannot read %s", proc);
    bool whole = task_each_number(scan.task.proc, scan_process, &scan) && scan_late(&scan);
    int number = errno;
    close(scan.task.proc);
    if (!whole)
        return error_set_errno(error, number, "owners: cannot read %s", proc);
    if (scan.processes == 0)
        return error_set(error, ENOENT, "owners: %s shows no processes: is procfs mounted there?",
                         proc);
    if (owners->failed)
        return error_set(error, ENOMEM, "owners: out of memory or of file descriptors");
    return true;
}
