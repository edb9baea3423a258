/* SPDX-License-Identifier: MIT */
#ifndef SOCKVIEW_LOOKUP_JOINED_H
#define SOCKVIEW_LOOKUP_JOINED_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "util/id_map.h"

/* Which network namespaces are connected to each other, directly or through others. They are given
 * by their inodes. Starts zeroed. */
struct joined {
    struct id_map places; /* inode to a place in `above` */
    uint32_t *above; /* owned; place of a namespace that this one is connected to, or its own */
    size_t count, capacity;
    bool failed; /* memory ran out */
};

/* Connects two namespaces. */
void joined_add(struct joined *joined, uint32_t one, uint32_t other);

/* Whether two namespaces are connected. */
bool joined_have(struct joined *joined, uint32_t one, uint32_t other);

/* Frees all. */
void joined_free(struct joined *joined);

#endif
