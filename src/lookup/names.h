/* SPDX-License-Identifier: MIT */
#ifndef SOCKVIEW_LOOKUP_NAMES_H
#define SOCKVIEW_LOOKUP_NAMES_H

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
};

/* The cached name of `id`, or NULL when none was stored. Valid until the next names_store. */
const struct slice *names_find(struct names *names, uint32_t id);

/* Stores a copy of `name` and returns it. An empty name says that the id is known to have none. An
 * empty slice when out of memory. Valid until names_free. */
struct slice names_store(struct names *names, uint32_t id, struct slice name);

/* Frees everything. */
void names_free(struct names *names);

#endif
