/* SPDX-License-Identifier: MIT */
#include "lookup/owners.h"

#include <dirent.h>
#include <errno.h>
#include <fcntl.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include "util/number.h"

#define NO_LINK UINT32_MAX

/* One descriptor that refers to a wanted socket; the links of one socket form a list. */
struct owner_link {
    uint32_t next;
    uint32_t process; /* place in `processes` */
    uint32_t descriptor;
};

struct owner_process {
    uint32_t pid;
    struct slice name; /* NULL data when the process went away before it was read */
};

/* The process whose descriptors are being read. */
struct scan {
    struct owners *owners;
    int proc;         /* descriptor of the procfs */
    int descriptors;  /* descriptor of <pid>/fd */
    const char *name; /* of the directory: the pid in decimal */
    uint32_t pid;
    bool known; /* it is the last of `processes` */
};

static bool grow(void **items, size_t *capacity, size_t count, size_t size)
{
    if (count < *capacity)
        return true;
    size_t larger = *capacity == 0 ? 64 : *capacity * 2;
    void *moved = count >= NO_LINK ? NULL : reallocarray(*items, larger, size);
    if (moved == NULL)
        return false;
    *items = moved;
    *capacity = larger;
    return true;
}

bool owners_want(struct owners *owners, uint32_t inode)
{
    return id_map_insert(&owners->wanted, inode, NO_LINK) != NULL;
}

/* The place of a file below <pid>, as text that openat takes. */
static int open_below(const struct scan *scan, const char *file, int flags)
{
    char path[32]; /* a pid has at most 10 digits, `file` at most 5 characters */
    struct slice name = slice_of(scan->name);
    size_t length = strlen(file);
    if (name.length + 1 + length + 1 > sizeof(path)) {
        errno = ENAMETOOLONG;
        return -1;
    }
    memcpy(path, name.data, name.length);
    path[name.length] = '/';
    memcpy(path + name.length + 1, file, length + 1);
    return openat(scan->proc, path, O_RDONLY | O_CLOEXEC | flags);
}

/* Reads comm, which the kernel bounds to TASK_COMM_LEN bytes and ends with a newline. */
static struct slice read_name(const struct scan *scan)
{
    struct slice unknown = {0};
    char name[256];
    int file = open_below(scan, "comm", 0);
    if (file < 0)
        return unknown;
    ssize_t length = read(file, name, sizeof(name));
    close(file);
    if (length < 0)
        return unknown;
    if (length > 0 && name[length - 1] == '\n')
        length--;
    const char *copy = arena_copy(&scan->owners->names, name, (size_t)length);
    return (struct slice){copy, copy == NULL ? 0 : (size_t)length};
}

static bool add_process(struct scan *scan)
{
    struct owners *owners = scan->owners;
    if (!grow((void **)&owners->processes, &owners->process_capacity, owners->process_count,
              sizeof(*owners->processes)))
        return false;
    owners->processes[owners->process_count++] =
        (struct owner_process){.pid = scan->pid, .name = read_name(scan)};
    scan->known = true;
    return true;
}

static void add_link(struct scan *scan, uint32_t *head, uint32_t descriptor)
{
    struct owners *owners = scan->owners;
    if ((!scan->known && !add_process(scan)) ||
        !grow((void **)&owners->links, &owners->link_capacity, owners->link_count,
              sizeof(*owners->links))) {
        owners->failed = true;
        return;
    }
    owners->links[owners->link_count] = (struct owner_link){
        .next = *head,
        .process = (uint32_t)owners->process_count - 1,
        .descriptor = descriptor,
    };
    *head = (uint32_t)owners->link_count++;
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

static void scan_descriptor(struct scan *scan, const char *name)
{
    uint64_t descriptor;
    char link[64]; /* longer links are no sockets */
    if (!number_parse(slice_of(name), INT32_MAX, &descriptor))
        return;
    ssize_t length = readlinkat(scan->descriptors, name, link, sizeof(link));
    if (length <= 0)
        return;
    uint32_t inode = socket_inode(link, (size_t)length);
    uint32_t *head = inode == 0 ? NULL : id_map_find(&scan->owners->wanted, inode);
    if (head != NULL)
        add_link(scan, head, (uint32_t)descriptor);
}

/* Calls `each` with every name in a directory. False with errno when it cannot be read whole. */
static bool for_each_entry(int directory, void (*each)(struct scan *, const char *),
                           struct scan *scan)
{
    _Alignas(struct dirent64) char entries[32 * 1024];
    for (;;) {
        ssize_t length = getdents64(directory, entries, sizeof(entries));
        if (length <= 0)
            return length == 0;
        for (ssize_t at = 0; at < length;) {
            const struct dirent64 *entry = (const struct dirent64 *)(const void *)(entries + at);
            each(scan, entry->d_name);
            at += entry->d_reclen;
        }
    }
}

/* A process that ended shows as one of these; nothing was hidden then. */
static bool has_vanished(int number)
{
    return number == ENOENT || number == ESRCH;
}

static void scan_process(struct scan *scan, const char *name)
{
    uint64_t pid;
    if (!number_parse(slice_of(name), INT32_MAX, &pid))
        return;
    scan->name = name;
    scan->pid = (uint32_t)pid;
    scan->known = false;
    scan->descriptors = open_below(scan, "fd", O_DIRECTORY);
    if (scan->descriptors < 0) {
        if (errno == EMFILE || errno == ENFILE || errno == ENOMEM)
            scan->owners->failed = true;
        else if (!has_vanished(errno))
            scan->owners->unreadable++;
        return;
    }
    if (!for_each_entry(scan->descriptors, scan_descriptor, scan) && !has_vanished(errno))
        scan->owners->unreadable++;
    close(scan->descriptors);
}

bool owners_scan(struct owners *owners, const char *proc, struct error *error)
{
    if (owners->scanned || owners->wanted.count == 0)
        return true;
    owners->scanned = true;
    struct scan scan = {.owners = owners};
    scan.proc = open(proc, O_RDONLY | O_DIRECTORY | O_CLOEXEC);
    if (scan.proc < 0)
        return error_set_errno(error, errno, "owners: cannot read %s", proc);
    bool whole = for_each_entry(scan.proc, scan_process, &scan);
    int number = errno;
    close(scan.proc);
    if (!whole)
        return error_set_errno(error, number, "owners: cannot read %s", proc);
    if (owners->failed)
        return error_set(error, ENOMEM, "owners: out of memory or of file descriptors");
    return true;
}

static int compare_processes(const void *left, const void *right)
{
    const struct process *a = left, *b = right;
    if (a->pid != b->pid)
        return a->pid < b->pid ? -1 : 1;
    return a->descriptor < b->descriptor ? -1 : a->descriptor > b->descriptor;
}

const struct process *owners_find(struct owners *owners, uint32_t inode, size_t *count)
{
    const uint32_t *head = id_map_find(&owners->wanted, inode);
    *count = 0;
    for (uint32_t at = head == NULL ? NO_LINK : *head; at != NO_LINK; at = owners->links[at].next) {
        if (!grow((void **)&owners->answer, &owners->answer_capacity, *count,
                  sizeof(*owners->answer)))
            break;
        const struct owner_process *process = &owners->processes[owners->links[at].process];
        owners->answer[(*count)++] = (struct process){
            .pid = process->pid,
            .descriptor = owners->links[at].descriptor,
            .name = process->name,
        };
    }
    if (*count > 1)
        qsort(owners->answer, *count, sizeof(*owners->answer), compare_processes);
    return *count == 0 ? NULL : owners->answer;
}

static size_t count_unseen(const struct owners *owners)
{
    size_t unseen = 0;
    for (size_t i = 0; i < owners->wanted.capacity; i++)
        unseen += owners->wanted.slots[i].id != 0 && owners->wanted.slots[i].value == NO_LINK;
    return unseen;
}

static const char *reason_of(const struct owners *owners)
{
    if (owners->unreadable > 0)
        return "other users' processes may not be read; as root they are shown";
    if (geteuid() != 0)
        return "/proc hides other users' processes (hidepid); as root they are shown";
    return "held by the kernel or in another pid namespace, or closed meanwhile";
}

void owners_report(const struct owners *owners, struct notes *notes)
{
    size_t unseen = owners->scanned ? count_unseen(owners) : 0;
    if (unseen > 0)
        notes_add(notes, OUTCOME_COMPLETE, "owners: %zu %s an owner that could not be seen: %s",
                  unseen, unseen == 1 ? "socket has" : "sockets have", reason_of(owners));
}

void owners_free(struct owners *owners)
{
    id_map_free(&owners->wanted);
    free(owners->links);
    free(owners->processes);
    free(owners->answer);
    arena_free(&owners->names);
    *owners = (struct owners){0};
}
