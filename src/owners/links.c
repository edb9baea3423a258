/* SPDX-License-Identifier: MIT */
#include "owners/links.h"

#include <errno.h>
#include <stdlib.h>

#include "owners/details.h"
#include "util/array.h"
#include "util/trouble.h"

void owners_prefetch(struct owners *owners, uint32_t later, uint32_t next)
{
    id_map_prefetch(&owners->wanted, later);
    const uint32_t *head = id_map_find(&owners->wanted, next);
    if (head != NULL && *head != NO_LINK)
        __builtin_prefetch(&owners->links[*head]);
}

bool owners_hash_all(struct owners *owners)
{
    for (size_t i = 0; i < owners->order_count; i++) {
        if (i + OWNERS_PREFETCHED < owners->order_count)
            id_map_prefetch(&owners->wanted, owners->order[i + OWNERS_PREFETCHED]);
        if (id_map_insert(&owners->wanted, owners->order[i], NO_LINK) == NULL)
            return false;
    }
    return true;
}

bool owners_want(struct owners *owners, uint32_t inode)
{
    uint32_t *order =
        array_reserve(owners->order, &owners->order_capacity, owners->order_count, sizeof(*order));
    if (order == NULL)
        return false;
    owners->order = order;
    order[owners->order_count++] = inode;
    return true;
}

/* A kernel without a security module that gives contexts answers EINVAL. */
static struct slice read_context(struct owners *owners, const struct task *task, bool of_process)
{
    struct slice context = task_context(task, of_process, &owners->texts);
    if (context.data == NULL && errno != EINVAL)
        owners_note_trouble(owners, errno);
    return context;
}

static struct slice name_of(struct owners *owners, const struct task *task, struct slice known)
{
    if (known.data == NULL)
        return task_name(task, !owners->with_threads, &owners->texts);
    const char *copy = arena_copy(&owners->texts, known.data, known.length);
    errno = ENOMEM;
    return copy == NULL ? (struct slice){0} : (struct slice){copy, known.length};
}

static struct owner_task describe(struct owners *owners, const struct task *task, struct slice name,
                                  int *number)
{
    bool of_process = !owners->with_threads;
    struct owner_task owner = {
        .pid = task->process,
        .thread = of_process ? 0 : task->thread,
        .reader = task->thread,
        .name = name_of(owners, task, name),
        .next = NO_LINK,
    };
    *number = owner.name.data != NULL ? 0 : errno;
    owner.nameless = trouble_of(*number) == TROUBLE_FORBIDDEN;
    if (owners->with_contexts)
        owner.context = read_context(owners, task, of_process);
    owners->any_context |= owner.context.length > 0;
    owner.details = owner_details_read(owners, task, owner.name, &owner.withheld);
    return owner;
}

/* Places are 32 bits wide, and NO_LINK is none. */
bool owners_add_task(struct owners *owners, const struct task *task, struct slice name,
                     uint32_t *place, int *number)
{
    *number = 0;
    if (owners->task_count >= NO_LINK)
        return false;
    struct owner_task *tasks =
        array_reserve(owners->tasks, &owners->task_capacity, owners->task_count, sizeof(*tasks));
    if (tasks == NULL)
        return false;
    owners->tasks = tasks;
    tasks[owners->task_count] = describe(owners, task, name, number);
    *place = (uint32_t)owners->task_count++;
    return true;
}

bool owners_add_link(struct owners *owners, uint32_t *head, uint32_t task, uint32_t descriptor)
{
    if (owners->link_count >= (owners->link_most > 0 ? owners->link_most : OWNERS_MOST)) {
        owners->link_lost = true;
        return true;
    }
    struct owner_link *links =
        array_reserve(owners->links, &owners->link_capacity, owners->link_count, sizeof(*links));
    if (links == NULL)
        return false;
    owners->links = links;
    links[owners->link_count] = (struct owner_link){*head, task, descriptor};
    *head = (uint32_t)owners->link_count++;
    return true;
}

void owners_share_links(struct owners *owners, uint32_t holder, uint32_t task)
{
    owners->tasks[task].next = owners->tasks[holder].next;
    owners->tasks[holder].next = task;
}

bool owners_is_linked(const struct owners *owners, uint32_t head, uint32_t process,
                      uint32_t descriptor)
{
    const struct owner_link *link = head == NO_LINK ? NULL : &owners->links[head];
    return link != NULL && link->descriptor == descriptor &&
           owners->tasks[link->task].pid == process;
}

size_t owners_count_unseen(const struct owners *owners)
{
    size_t unseen = 0;
    for (size_t i = 0; i < owners->wanted.capacity; i++)
        unseen += owners->wanted.slots[i].id != 0 && owners->wanted.slots[i].value == NO_LINK;
    return unseen;
}

static void count_holders(struct owners *owners, uint32_t place, size_t *nameless, size_t *withheld)
{
    while (place != NO_LINK && !owners->tasks[place].counted) {
        struct owner_task *task = &owners->tasks[place];
        task->counted = true;
        *nameless += task->nameless;
        *withheld += task->withheld;
        place = task->next;
    }
}

static bool is_any_unknown(const struct owners *owners)
{
    bool any = false;
    for (size_t i = 0; i < owners->task_count; i++)
        any |= owners->tasks[i].nameless || owners->tasks[i].withheld;
    return any;
}

void owners_count_tasks(struct owners *owners, size_t *nameless, size_t *withheld)
{
    *nameless = *withheld = 0;
    if (!is_any_unknown(owners))
        return;
    for (size_t i = 0; i < owners->task_count; i++)
        owners->tasks[i].counted = false;
    for (size_t i = 0; i < owners->order_count; i++) {
        const uint32_t *head = id_map_find(&owners->wanted, owners->order[i]);
        for (uint32_t at = head == NULL ? NO_LINK : *head; at != NO_LINK;
             at = owners->links[at].next)
            count_holders(owners, owners->links[at].task, nameless, withheld);
    }
}

void owners_free_links(struct owners *owners)
{
    id_map_free(&owners->wanted);
    free(owners->links);
    free(owners->tasks);
    arena_free(&owners->texts);
}

void owners_forget(struct owners *owners)
{
    for (size_t i = 0; i < owners->wanted.capacity; i++)
        owners->wanted.slots[i].value = NO_LINK;
    owners->wanted.zero.value = NO_LINK;
    owners->link_count = 0;
    owners->link_lost = false;
    unlisted_free(&owners->unlisted);
    owners->task_count = 0;
    owners->next_expected = 0;
    owners->unreadable = 0;
    owners->trouble = 0;
    owners->failed = false;
    owners->threads_unread = false;
    owners->by_bpf = false;
}
