/* SPDX-License-Identifier: MIT */
#include "lookup/names.h"

#include <stdlib.h>

#include "util/array.h"

const struct slice *names_find(struct names *names, uint32_t id)
{
    const uint32_t *place = id_map_find(&names->index, id);
    return place == NULL ? NULL : &names->items[*place];
}

static struct slice fail(struct names *names)
{
    names->failed = true;
    return (struct slice){0};
}

struct slice names_store(struct names *names, uint32_t id, struct slice name)
{
    struct slice *items =
        array_reserve(names->items, &names->capacity, names->count, sizeof(*items));
    if (items == NULL)
        return fail(names);
    names->items = items;
    const char *copy = arena_copy(&names->arena, name.data, name.length);
    if (copy == NULL || id_map_insert(&names->index, id, (uint32_t)names->count) == NULL)
        return fail(names);
    names->items[names->count] = (struct slice){copy, name.length};
    return names->items[names->count++];
}

void names_free(struct names *names)
{
    id_map_free(&names->index);
    free(names->items);
    arena_free(&names->arena);
    *names = (struct names){0};
}

void names_free_state(void *state)
{
    names_free(state);
}

bool names_state_failed(const void *state)
{
    return ((const struct names *)state)->failed;
}
