/* SPDX-License-Identifier: MIT */
#ifndef SOCKVIEW_LOOKUP_NAMES_H
#define SOCKVIEW_LOOKUP_NAMES_H

#include <stdbool.h>
#include <stdint.h>

#include "util/arena.h"
#include "util/id_map.h"
#include "util/slice.h"

/* A cache of names by a 32-bit id. Starts zeroed. */
struct names {
    struct id_map index; /* id to a place in `items` */
    struct slice *items;
    size_t count, capacity;
    struct arena arena; /* the text of the names */
    bool failed;        /* memory ran out, so that a name is missing */
};

/* The cached name of `id`, or NULL when none was stored. Valid until the next names_store. */
const struct slice *names_find(struct names *names, uint32_t id);

/* Stores a copy of `name` and returns it. An empty name says that the id is known to have none. An
 * empty slice, and `failed`, when out of memory. Valid until names_free. */
struct slice names_store(struct names *names, uint32_t id, struct slice name);

/* Frees everything. */
void names_free(struct names *names);

/* The functions of a lookup whose state is such a cache (struct lookup_kind). */
void names_free_state(void *state);
bool names_state_failed(const void *state);

/* Such a lookup; the argument sets the rest of it. */
#define LOOKUP_OF_NAMES(...)                                                                       \
    {                                                                                              \
        .size = sizeof(struct names), .free = names_free_state, .failed = names_state_failed,      \
        __VA_ARGS__                                                                                \
    }

#endif
