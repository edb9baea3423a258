/* SPDX-License-Identifier: MIT */
#include "lookup/joined.h"

#include <stdlib.h>

#include "util/array.h"

/* The place that stands for all namespaces that are connected to this one. The way there is made
 * shorter for the next time. */
static uint32_t top_of(struct joined *joined, uint32_t place)
{
    uint32_t *above = joined->above;
    while (above[place] != place) {
        above[place] = above[above[place]];
        place = above[place];
    }
    return place;
}

/* The place of a namespace, or NULL when out of memory. */
static const uint32_t *make_place(struct joined *joined, uint32_t netns)
{
    const uint32_t *known = id_map_find(&joined->places, netns);
    if (known != NULL)
        return known;
    uint32_t *above =
        array_reserve(joined->above, &joined->capacity, joined->count, sizeof(*above));
    if (above == NULL)
        return NULL;
    joined->above = above;
    uint32_t place = (uint32_t)joined->count;
    const uint32_t *made = id_map_insert(&joined->places, netns, place);
    if (made != NULL)
        above[joined->count++] = place;
    return made;
}

void joined_add(struct joined *joined, uint32_t one, uint32_t other)
{
    const uint32_t *place = make_place(joined, one);
    uint32_t top = place == NULL ? 0 : top_of(joined, *place);
    const uint32_t *other_place = place == NULL ? NULL : make_place(joined, other);
    joined->failed |= other_place == NULL;
    if (other_place != NULL)
        joined->above[top] = top_of(joined, *other_place);
}

bool joined_have(struct joined *joined, uint32_t one, uint32_t other)
{
    const uint32_t *place = id_map_find(&joined->places, one);
    const uint32_t *other_place = id_map_find(&joined->places, other);
    return place != NULL && other_place != NULL &&
           top_of(joined, *place) == top_of(joined, *other_place);
}

void joined_free(struct joined *joined)
{
    id_map_free(&joined->places);
    free(joined->above);
    *joined = (struct joined){0};
}
