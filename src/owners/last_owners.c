/* SPDX-License-Identifier: MIT */
#include "owners/last_owners.h"

#include <stdlib.h>
#include <string.h>

#include "owners/details.h"

/* The owners of one socket. A `count` of 0 marks an empty slot. */
struct last_owner {
    uint64_t cookie;
    const struct process *items;
    size_t count;
};

/* Fibonacci hashing, because cookies are dense runs of numbers. */
static struct last_owner *probe(const struct last_owners_round *round, uint64_t cookie)
{
    size_t at = (size_t)((cookie * UINT64_C(11400714819323198485)) >> 32) & (round->capacity - 1);
    while (round->slots[at].count != 0 && round->slots[at].cookie != cookie)
        at = (at + 1) & (round->capacity - 1);
    return &round->slots[at];
}

static bool grow(struct last_owners_round *round)
{
    struct last_owners_round larger = {.capacity = round->capacity == 0 ? 64 : round->capacity * 2};
    larger.slots = calloc(larger.capacity, sizeof(*larger.slots));
    if (larger.slots == NULL)
        return false;
    for (size_t i = 0; i < round->capacity; i++) {
        if (round->slots[i].count != 0)
            *probe(&larger, round->slots[i].cookie) = round->slots[i];
    }
    free(round->slots);
    round->slots = larger.slots;
    round->capacity = larger.capacity;
    return true;
}

static void free_round(struct last_owners_round *round)
{
    free(round->slots);
    arena_free(&round->arena);
    *round = (struct last_owners_round){0};
}

void last_owners_begin(struct last_owners *owners)
{
    free_round(&owners->before);
    owners->before = owners->newest;
    owners->newest = (struct last_owners_round){0};
    owners->filled = true;
}

static bool copy_text(struct arena *arena, struct slice *text)
{
    if (text->length == 0)
        return true;
    text->data = arena_copy(arena, text->data, text->length);
    return text->data != NULL;
}

static bool copy_details(struct arena *arena, struct process *process)
{
    if (process->details == NULL)
        return true;
    process->details = owner_details_copy(process->details, arena);
    return process->details != NULL;
}

static struct process *copy_processes(struct arena *arena, const struct process *items,
                                      size_t count)
{
    struct process *copy = arena_alloc(arena, count * sizeof(*copy));
    if (copy == NULL)
        return NULL;
    memcpy(copy, items, count * sizeof(*copy));
    for (size_t i = 0; i < count; i++) {
        if (!copy_text(arena, &copy[i].name) || !copy_text(arena, &copy[i].context) ||
            !copy_details(arena, &copy[i]))
            return NULL;
    }
    return copy;
}

static bool is_same(const struct last_owner *known, const struct process *items, size_t count)
{
    bool same = known->count == count;
    for (size_t i = 0; same && i < count; i++)
        same = known->items[i].pid == items[i].pid && known->items[i].thread == items[i].thread &&
               known->items[i].descriptor == items[i].descriptor;
    return same;
}

bool last_owners_add(struct last_owners *owners, uint64_t cookie, const struct process *items,
                     size_t count)
{
    struct last_owners_round *round = &owners->newest;
    if (count == 0)
        return true;
    if (round->count > 0 && is_same(probe(round, cookie), items, count))
        return true;
    if (round->count >= round->capacity / 4 * 3 && !grow(round))
        return false;
    struct process *copy = copy_processes(&round->arena, items, count);
    if (copy == NULL)
        return false;
    struct last_owner *slot = probe(round, cookie);
    round->count += slot->count == 0;
    *slot = (struct last_owner){cookie, copy, count};
    return true;
}

static const struct process *find(const struct last_owners_round *round, uint64_t cookie,
                                  size_t *count)
{
    const struct last_owner *slot = round->capacity == 0 ? NULL : probe(round, cookie);
    *count = slot == NULL ? 0 : slot->count;
    return *count == 0 ? NULL : slot->items;
}

const struct process *last_owners_find(const struct last_owners *owners, uint64_t cookie,
                                       size_t *count)
{
    const struct process *items = find(&owners->newest, cookie, count);
    return items != NULL ? items : find(&owners->before, cookie, count);
}

void last_owners_free(struct last_owners *owners)
{
    free_round(&owners->newest);
    free_round(&owners->before);
}
