/* SPDX-License-Identifier: MIT */
#ifndef SOCKVIEW_UTIL_ID_MAP_H
#define SOCKVIEW_UTIL_ID_MAP_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

/* A hash from 32-bit kernel ids (inode, uid, interface index) to 32-bit values, with 8 bytes a
 * slot. The id 0 marks an empty slot, so its own value is kept in `zero`. Starts zeroed. */
struct id_map {
    struct id_slot {
        uint32_t id; /* 0 marks an empty slot */
        uint32_t value;
    } * slots;
    size_t capacity; /* 0 or a power of two */
    size_t count;    /* ids in `slots` */
    struct id_slot zero;
    bool has_zero;
};

/* The value of `id`, which the caller may change, or NULL when it has none. Valid until the next
 * id_map_insert. */
uint32_t *id_map_find(struct id_map *map, uint32_t id);

/* Starts to load the slot of `id` into the processor's cache. A lookup of `id` some dozen calls
 * later then does not wait for memory. In a large map lookups follow no order that the processor
 * could predict. */
void id_map_prefetch(const struct id_map *map, uint32_t id);

/* The value of `id`. When it has none, `value` is inserted first. NULL when out of memory. Valid
 * until the next id_map_insert. */
uint32_t *id_map_insert(struct id_map *map, uint32_t id, uint32_t value);

/* Frees the slots and makes the map empty again. */
void id_map_free(struct id_map *map);

#endif
