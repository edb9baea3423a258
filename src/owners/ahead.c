/* SPDX-License-Identifier: MIT */
#include "owners/ahead.h"

#include <errno.h>
#include <fcntl.h>
#include <signal.h>
#include <stdlib.h>
#include <unistd.h>

#include "owners/bpf.h"
#include "owners/links.h"
#include "util/file.h"

/* Limits on checks, which cost 2 us each, and 8 us the first of a task. A server may have handed a
 * few of its sockets on since they were found. */
enum { CHECKS_PER_TASK = 16, FIRST_CHECKS_MOST = 1024, OTHER_CHECKS_MOST = 2048 };

struct taking {
    struct owners *found;
    int proc;
    uint8_t *checks;      /* owned; how many were made of each task */
    unsigned first_left;  /* first checks of a task that are left */
    unsigned others_left; /* further ones */
    bool *announced; /* owned; whether the link is the first one of an announced socket; or NULL */
};

/* A task that has ended holds none of its sockets any more. This costs far less than a look into
 * /proc. */
static bool has_ended(const struct owner_task *task)
{
    return kill((pid_t)(task->reader != 0 ? task->reader : task->pid), 0) != 0 && errno == ESRCH;
}

static bool is_still_held(const struct taking *taking, const struct owner_task *owner,
                          uint32_t descriptor, uint32_t inode)
{
    struct task task = {taking->proc, owner->pid, owner->reader};
    if (owner->pid == owner->reader)
        task.thread = 0;
    return task_holds_socket(&task, descriptor, inode);
}

/* Whether a task still seems to hold a socket. */
static bool is_current(struct taking *taking, uint32_t at, uint32_t descriptor, uint32_t inode)
{
    const struct owner_task *task = &taking->found->tasks[at];
    if (taking->checks[at] == CHECKS_PER_TASK)
        return true;
    bool is_first = taking->checks[at]++ == 0;
    unsigned *left = is_first ? &taking->first_left : &taking->others_left;
    if (*left == 0)
        return !is_first || !has_ended(task);
    --*left;
    return is_still_held(taking, task, descriptor, inode);
}

static bool check_link(struct taking *taking, const struct owner_link *link, uint32_t inode)
{
    const struct owner_task *tasks = taking->found->tasks;
    for (uint32_t at = link->task; at != NO_LINK; at = tasks[at].next) {
        if (!is_current(taking, at, link->descriptor, inode))
            return false;
    }
    return true;
}

static bool take_socket(struct taking *taking, uint32_t inode)
{
    struct owners *found = taking->found;
    const uint32_t *head = id_map_find(&found->wanted, inode);
    if (head == NULL || *head == NO_LINK)
        return false;
    if (taking->announced != NULL)
        taking->announced[*head] = true;
    for (uint32_t at = *head; at != NO_LINK; at = found->links[at].next) {
        if (!check_link(taking, &found->links[at], inode))
            return false;
    }
    return true;
}

static bool take_sockets(struct taking *taking, const uint32_t *inodes, size_t count)
{
    for (size_t i = 0; i < count; i++) {
        if (i + OWNERS_PREFETCHED < count)
            owners_prefetch(taking->found, inodes[i + OWNERS_PREFETCHED],
                            inodes[i + OWNERS_PREFETCHED / 2]);
        if (!take_socket(taking, inodes[i]))
            return false;
    }
    return true;
}

static bool keep_unlisted(const struct taking *taking, struct unlisted *unlisted)
{
    const struct owners *found = taking->found;
    if (taking->announced == NULL)
        return false;
    for (size_t i = 0; i < found->wanted.capacity; i++) {
        const struct id_slot *slot = &found->wanted.slots[i];
        if (slot->id == 0 || slot->value == NO_LINK || taking->announced[slot->value])
            continue;
        const struct owner_link *link = &found->links[slot->value];
        const struct owner_task *owner = &found->tasks[link->task];
        uint32_t thread = owner->reader == owner->pid ? 0 : owner->reader;
        if (!unlisted_add(unlisted,
                          (struct unlisted_socket){slot->id, owner->pid, thread, link->descriptor}))
            return false;
    }
    return true;
}

static bool take(struct owners *owners, struct owners *found, int proc)
{
    struct taking taking = {
        .found = found,
        .proc = proc,
        .checks = calloc(found->task_count + 1, sizeof(*taking.checks)),
        .first_left = FIRST_CHECKS_MOST,
        .others_left = OTHER_CHECKS_MOST,
    };
    if (owners->keep_unlisted)
        taking.announced = calloc(found->link_count + 1, sizeof(*taking.announced));
    bool good = proc >= 0 && taking.checks != NULL &&
                take_sockets(&taking, owners->order, owners->order_count) &&
                (!owners->keep_unlisted || keep_unlisted(&taking, &owners->unlisted));
    free(taking.checks);
    free(taking.announced);
    return good;
}

static void move(struct owners *owners, struct owners *found)
{
    owners->wanted = found->wanted;
    owners->links = found->links;
    owners->link_count = found->link_count;
    owners->link_capacity = found->link_capacity;
    owners->tasks = found->tasks;
    owners->task_count = found->task_count;
    owners->task_capacity = found->task_capacity;
    owners->texts = found->texts;
    owners->any_context = found->any_context;
    owners->by_bpf = true;
    owners_note_trouble(owners, found->trouble);
}

bool owners_take_ahead(struct owners *owners, const char *proc)
{
    struct owners found = {0};
    if (!owners_bpf_is_ahead(owners) || !owners_bpf_take_ahead(owners->bpf, &found))
        return false;
    int directory = file_open_at(AT_FDCWD, proc, O_DIRECTORY);
    bool good = take(owners, &found, directory);
    if (good)
        move(owners, &found);
    else
        owners_free_links(&found);
    if (directory >= 0)
        close(directory);
    return good;
}
