/* SPDX-License-Identifier: MIT */
#include "lookup/counters.h"

#include <stdlib.h>

#include "util/array.h"
#include "util/id_map.h"

struct item {
    struct counters counters;
    uint32_t next; /* place, from 1, of another socket whose cookie has the same lower half; or 0 */
};

/* The sockets of one look. */
struct look {
    struct item *items; /* owned */
    size_t count, capacity;
    struct id_map places; /* from the lower half of a cookie to a place in `items`, from 1 */
};

struct looks {
    struct look now, before;
    bool failed; /* memory ran out */
};

static void look_free(struct look *look)
{
    free(look->items);
    id_map_free(&look->places);
    *look = (struct look){0};
}

static void looks_free(void *state)
{
    struct looks *looks = state;
    look_free(&looks->now);
    look_free(&looks->before);
}

static bool looks_failed(const void *state)
{
    return ((const struct looks *)state)->failed;
}

static const struct lookup_kind kind = {
    .size = sizeof(struct looks),
    .free = looks_free,
    .failed = looks_failed,
    .lasts = true,
};

/* The kernel has counted cookies from 1 since it started, so their lower halves rarely meet. */
static bool look_add(struct look *look, const struct counters *counters)
{
    struct item *items = array_reserve(look->items, &look->capacity, look->count, sizeof(*items));
    if (items == NULL)
        return false;
    look->items = items;
    uint32_t *place = look->count < UINT32_MAX
                          ? id_map_insert(&look->places, (uint32_t)counters->cookie, 0)
                          : NULL;
    if (place == NULL)
        return false;
    items[look->count++] = (struct item){*counters, *place};
    *place = (uint32_t)look->count;
    return true;
}

static const struct counters *look_find(struct look *look, uint64_t cookie, uint32_t netns)
{
    const uint32_t *first = id_map_find(&look->places, (uint32_t)cookie);
    for (uint32_t place = first == NULL ? 0 : *first; place != 0;
         place = look->items[place - 1].next) {
        const struct counters *counters = &look->items[place - 1].counters;
        if (counters->cookie == cookie && counters->netns == netns)
            return counters;
    }
    return NULL;
}

void counters_keep(struct lookup_states *states, const struct counters *counters)
{
    struct looks *looks = lookup_state(states, &kind);
    if (looks != NULL && !look_add(&looks->now, counters))
        looks->failed = true;
}

const struct counters *counters_now(struct lookup_states *states, uint64_t cookie, uint32_t netns)
{
    struct looks *looks = lookup_state(states, &kind);
    return looks == NULL ? NULL : look_find(&looks->now, cookie, netns);
}

const struct counters *counters_before(struct lookup_states *states, uint64_t cookie,
                                       uint32_t netns)
{
    struct looks *looks = lookup_state(states, &kind);
    return looks == NULL ? NULL : look_find(&looks->before, cookie, netns);
}

void counters_next(struct lookup_states *states)
{
    struct looks *looks = lookup_state(states, &kind);
    if (looks == NULL)
        return;
    look_free(&looks->before);
    looks->before = looks->now;
    looks->now = (struct look){0};
}
