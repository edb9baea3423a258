/* SPDX-License-Identifier: MIT */
#include "lookup/netns_numbers.h"

#include <stdlib.h>

#include "util/array.h"

struct kept_numbers {
    struct netns_looks *items; /* owned */
    size_t count, capacity;
    size_t last; /* place of the one that was asked for last: sockets of one namespace follow each
                  * other */
    bool failed; /* memory ran out */
};

static void kept_free(void *state)
{
    struct kept_numbers *kept = state;
    free(kept->items);
}

static bool kept_failed(const void *state)
{
    return ((const struct kept_numbers *)state)->failed;
}

static const struct lookup_kind kind = {
    .size = sizeof(struct kept_numbers),
    .free = kept_free,
    .failed = kept_failed,
    .lasts = true,
};

static struct netns_looks *find(struct kept_numbers *kept, uint32_t netns)
{
    if (kept->last < kept->count && kept->items[kept->last].now.netns == netns)
        return &kept->items[kept->last];
    for (size_t i = 0; i < kept->count; i++) {
        if (kept->items[i].now.netns != netns)
            continue;
        kept->last = i;
        return &kept->items[i];
    }
    return NULL;
}

void netns_numbers_begin(struct lookup_states *states)
{
    struct kept_numbers *kept = lookup_state(states, &kind);
    size_t count = 0;
    for (size_t i = 0; kept != NULL && i < kept->count; i++) {
        if (!kept->items[i].read)
            continue;
        kept->items[count] = kept->items[i];
        kept->items[count++].read = false;
    }
    if (kept != NULL)
        kept->count = count;
}

void netns_numbers_keep(struct lookup_states *states, const struct netns_numbers *numbers)
{
    struct kept_numbers *kept = lookup_state(states, &kind);
    struct netns_looks *looks = kept == NULL ? NULL : find(kept, numbers->netns);
    if (kept == NULL)
        return;
    if (looks != NULL) {
        *looks = (struct netns_looks){.now = *numbers, .before = looks->now, .read = true};
        return;
    }
    looks = array_reserve(kept->items, &kept->capacity, kept->count, sizeof(*looks));
    kept->failed |= looks == NULL;
    if (looks == NULL)
        return;
    kept->items = looks;
    looks[kept->count++] = (struct netns_looks){.now = *numbers, .read = true};
}

const struct netns_looks *netns_numbers_at(struct lookup_states *states, size_t place)
{
    const struct kept_numbers *kept = lookup_state(states, &kind);
    return kept == NULL || place >= kept->count ? NULL : &kept->items[place];
}

const struct netns_numbers *netns_numbers_find(struct lookup_states *states, uint32_t netns)
{
    struct kept_numbers *kept = lookup_state(states, &kind);
    const struct netns_looks *looks = kept == NULL ? NULL : find(kept, netns);
    return looks == NULL ? NULL : &looks->now;
}
