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

struct owners_ahead {
    int proc;
    uint8_t *checks;      /* owned; how many were made of each task */
    unsigned first_left;  /* first checks of a task that are left */
    unsigned others_left; /* further ones */
    bool *announced; /* owned; whether the link is the first one of an announced socket; or NULL */
    size_t taken;    /* announced sockets that are there and, as far as checked, held as before */
    bool failed;     /* the next one is not, or memory ran out */
};

/* A task that has ended holds none of its sockets any more. This costs far less than a look into
 * /proc. */
static bool has_ended(const struct owner_task *task)
{
    return kill((pid_t)(task->reader != 0 ? task->reader : task->pid), 0) != 0 && errno == ESRCH;
}

static bool is_still_held(const struct owners *owners, const struct owner_task *owner,
                          uint32_t descriptor, uint32_t inode)
{
    struct task task = {owners->ahead->proc, owner->pid, owner->reader};
    if (owner->pid == owner->reader)
        task.thread = 0;
    return task_holds_socket(&task, descriptor, inode);
}

/* Whether a task still seems to hold a socket. */
static bool is_current(struct owners *owners, uint32_t at, uint32_t descriptor, uint32_t inode)
{
    const struct owner_task *task = &owners->tasks[at];
    struct owners_ahead *ahead = owners->ahead;
    if (ahead->checks[at] == CHECKS_PER_TASK)
        return true;
    bool is_first = ahead->checks[at]++ == 0;
    unsigned *left = is_first ? &ahead->first_left : &ahead->others_left;
    if (*left == 0)
        return !is_first || !has_ended(task);
    --*left;
    return is_still_held(owners, task, descriptor, inode);
}

static bool check_link(struct owners *owners, const struct owner_link *link, uint32_t inode)
{
    const struct owner_task *tasks = owners->tasks;
    for (uint32_t at = link->task; at != NO_LINK; at = tasks[at].next) {
        if (!is_current(owners, at, link->descriptor, inode))
            return false;
    }
    return true;
}

static bool check_socket(struct owners *owners, uint32_t inode)
{
    const uint32_t *head = id_map_find(&owners->wanted, inode);
    if (head == NULL || *head == NO_LINK)
        return false;
    if (owners->ahead->announced != NULL)
        owners->ahead->announced[*head] = true;
    for (uint32_t at = *head; at != NO_LINK; at = owners->links[at].next) {
        if (!check_link(owners, &owners->links[at], inode))
            return false;
    }
    return true;
}

/* Takes the next announced socket. */
static bool take_next(struct owners *owners)
{
    struct owners_ahead *ahead = owners->ahead;
    const uint32_t *next = owners->order + ahead->taken;
    if (owners->order_count - ahead->taken > OWNERS_PREFETCHED)
        owners_prefetch(owners, next[OWNERS_PREFETCHED], next[OWNERS_PREFETCHED / 2]);
    ahead->failed = ahead->failed || !check_socket(owners, *next);
    ahead->taken += !ahead->failed;
    return !ahead->failed;
}

static bool keep_unlisted(struct owners *owners)
{
    const bool *announced = owners->ahead->announced;
    for (size_t i = 0; i < owners->wanted.capacity; i++) {
        const struct id_slot *slot = &owners->wanted.slots[i];
        if (slot->id == 0 || slot->value == NO_LINK || announced[slot->value])
            continue;
        const struct owner_link *link = &owners->links[slot->value];
        const struct owner_task *owner = &owners->tasks[link->task];
        uint32_t thread = owner->reader == owner->pid ? 0 : owner->reader;
        if (!unlisted_add(&owners->unlisted,
                          (struct unlisted_socket){slot->id, owner->pid, thread, link->descriptor}))
            return false;
    }
    return true;
}

static void move(struct owners *owners, const struct owners *found)
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
}

/* Drops what was found ahead. The texts stay, because rows that were handed on may refer to them.
 */
static void drop(struct owners *owners)
{
    struct arena texts = owners->texts;
    owners->texts = (struct arena){0};
    owners_free_links(owners);
    unlisted_free(&owners->unlisted);
    move(owners, &(struct owners){.texts = texts});
    owners->by_bpf = false;
    owners->next_expected = 0;
}

static bool begin(struct owners *owners, const char *proc)
{
    struct owners found = {0};
    struct owners_ahead *ahead = calloc(1, sizeof(*ahead));
    if (ahead == NULL || !owners_bpf_take_ahead(owners->bpf, &found)) {
        free(ahead);
        return false;
    }
    *ahead = (struct owners_ahead){
        .proc = file_open_at(AT_FDCWD, proc, O_DIRECTORY),
        .checks = calloc(found.task_count + 1, sizeof(*ahead->checks)),
        .first_left = FIRST_CHECKS_MOST,
        .others_left = OTHER_CHECKS_MOST,
    };
    if (owners->keep_unlisted)
        ahead->announced = calloc(found.link_count + 1, sizeof(*ahead->announced));
    ahead->failed = ahead->proc < 0 || ahead->checks == NULL ||
                    (owners->keep_unlisted && ahead->announced == NULL);
    move(owners, &found);
    owners->ahead = ahead;
    return true;
}

bool owners_know_early(struct owners *owners, const char *proc)
{
    if (owners->ahead == NULL && owners_bpf_is_ahead_done(owners))
        begin(owners, proc);
    return owners->ahead != NULL && !owners->ahead->failed;
}

bool owners_take_early(struct owners *owners, uint32_t inode)
{
    const struct owners_ahead *ahead = owners->ahead;
    return ahead->taken < owners->order_count && owners->order[ahead->taken] == inode &&
           take_next(owners);
}

bool owners_take_ahead(struct owners *owners, const char *proc)
{
    if (owners->ahead == NULL && (!owners_bpf_is_ahead(owners) || !begin(owners, proc)))
        return false;
    bool good = !owners->ahead->failed;
    while (good && owners->ahead->taken < owners->order_count)
        good = take_next(owners);
    good = good && (!owners->keep_unlisted || keep_unlisted(owners));
    if (!good)
        drop(owners);
    owners_end_ahead(owners);
    return good;
}

void owners_end_ahead(struct owners *owners)
{
    struct owners_ahead *ahead = owners->ahead;
    if (ahead == NULL)
        return;
    if (ahead->proc >= 0)
        close(ahead->proc);
    free(ahead->checks);
    free(ahead->announced);
    free(ahead);
    owners->ahead = NULL;
}
