/* SPDX-License-Identifier: MIT */
#include "owners/owners.h"

#include <stdlib.h>

#include "owners/ahead.h"
#include "owners/bpf.h"
#include "owners/links.h"
#include "util/array.h"

const struct owners_row owners_rows[] = {
    {"auto", OWNERS_AUTO, "proc or bpf: the cheaper one that is permitted"},
    {"proc", OWNERS_PROC, "only the descriptors in /proc"},
    {"bpf", OWNERS_BPF, "only a BPF program, which lists the open files inside the kernel"},
};
const size_t owners_rows_count = sizeof(owners_rows) / sizeof(owners_rows[0]);

static int compare_numbers(uint32_t left, uint32_t right)
{
    return left < right ? -1 : left > right;
}

static int compare_processes(const void *left, const void *right)
{
    const struct process *a = left, *b = right;
    if (a->pid != b->pid)
        return compare_numbers(a->pid, b->pid);
    if (a->thread != b->thread)
        return compare_numbers(a->thread, b->thread);
    return compare_numbers(a->descriptor, b->descriptor);
}

/* Two threads of a process with file tables of their own can hold a socket by the same number.
 * Without -T both count as the process. */
static size_t drop_repeated(struct process *items, size_t count)
{
    size_t kept = 1;
    for (size_t i = 1; i < count; i++) {
        if (compare_processes(&items[i], &items[kept - 1]) != 0)
            items[kept++] = items[i];
    }
    return kept;
}

/* Most sockets are asked for in the order in which they were announced, with gaps. So what belongs
 * to later ones can be brought into the cache before they are asked for. */
static void prefetch_next(struct owners *owners, uint32_t inode)
{
    size_t at = owners->next_expected, last = owners->order_count;
    if (last - at > OWNERS_PREFETCHED)
        last = at + OWNERS_PREFETCHED;
    while (at < last && owners->order[at] != inode)
        at++;
    if (at == last)
        return;
    owners->next_expected = at;
    if (owners->order_count - at <= OWNERS_PREFETCHED)
        return;
    owners_prefetch(owners, owners->order[at + OWNERS_PREFETCHED],
                    owners->order[at + OWNERS_PREFETCHED / 2]);
}

static bool put_answer(struct owners *owners, size_t count, const struct owner_task *task,
                       uint32_t descriptor)
{
    struct process *answer =
        array_reserve(owners->answer, &owners->answer_capacity, count, sizeof(*answer));
    owners->answer_failed |= answer == NULL;
    if (answer == NULL)
        return false;
    owners->answer = answer;
    answer[count] = (struct process){
        .pid = task->pid,
        .thread = task->thread,
        .descriptor = descriptor,
        .name = task->name,
        .context = task->context,
        .details = task->details,
    };
    return true;
}

/* Adds every task that has the descriptor of a link. How many items the answer has then. */
static size_t put_answers(struct owners *owners, size_t count, const struct owner_link *link)
{
    for (uint32_t at = link->task; at != NO_LINK; at = owners->tasks[at].next) {
        if (!put_answer(owners, count, &owners->tasks[at], link->descriptor))
            break;
        count++;
    }
    return count;
}

const struct process *owners_find(struct owners *owners, uint32_t inode, size_t *count)
{
    prefetch_next(owners, inode);
    const uint32_t *head = id_map_find(&owners->wanted, inode);
    *count = 0;
    for (uint32_t at = head == NULL ? NO_LINK : *head; at != NO_LINK; at = owners->links[at].next)
        *count = put_answers(owners, *count, &owners->links[at]);
    if (*count == 0)
        return NULL;
    if (*count > 1) {
        qsort(owners->answer, *count, sizeof(*owners->answer), compare_processes);
        *count = drop_repeated(owners->answer, *count);
    }
    return owners->answer;
}

struct slice owners_socket_context(struct owners *owners, uint32_t inode)
{
    const struct slice *known = names_find(&owners->socket_contexts, inode);
    return known == NULL ? (struct slice){0} : *known;
}

void owners_free(struct owners *owners)
{
    free(owners->order);
    owners_free_links(owners);
    names_free(&owners->socket_contexts);
    free(owners->answer);
    owners_end_ahead(owners);
    elsewhere_free(&owners->elsewhere);
    unlisted_free(&owners->unlisted);
    owners_bpf_free(owners->bpf);
    *owners = (struct owners){0};
}

void owners_restart(struct owners *owners)
{
    struct owners kept = {
        .choice = owners->choice,
        .with_threads = owners->with_threads,
        .with_contexts = owners->with_contexts,
        .with_socket_contexts = owners->with_socket_contexts,
        .needs = owners->needs,
        .keep_unlisted = owners->keep_unlisted,
        .decide = owners->decide,
        .bpf = owners->bpf,
    };
    if (owners->bpf != NULL)
        owners_bpf_take_ahead(owners->bpf, NULL);
    owners->bpf = NULL;
    owners_free(owners);
    *owners = kept;
}
