/* SPDX-License-Identifier: MIT */
#ifndef SOCKVIEW_UTIL_TALLY_H
#define SOCKVIEW_UTIL_TALLY_H

#include <stddef.h>
#include <stdint.h>

#include "util/arena.h"
#include "util/id_map.h"
#include "util/slice.h"

/* One text that was counted. */
struct tally_item {
    struct slice text; /* any byte can be in it */
    struct slice note; /* what the caller says of it, borrowed; starts empty */
    const void *about; /* the same */
    uint64_t weight;   /* the sum of what was added */
    uint32_t next;     /* of the same hash: its place plus 1, or 0 */
};

/* Counts texts, and keeps each once. Starts zeroed but for `most`. */
struct tally {
    size_t most;              /* texts that are kept; further ones are dropped */
    struct tally_item *items; /* owned, in the order of coming */
    size_t count, capacity;
    struct id_map index; /* hash to the place plus 1 of an item */
    struct arena texts;
};

/* Adds to the weight of a text. Its item, valid until the next call, or NULL when it was dropped or
 * memory ran out. */
struct tally_item *tally_add(struct tally *tally, struct slice text, uint64_t weight);

/* Brings the heaviest to the front; equal ones stay in order. Nothing may be added after. */
void tally_sort(struct tally *tally);

/* Frees the texts. */
void tally_free(struct tally *tally);

#endif
