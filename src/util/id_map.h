/* SPDX-License-Identifier: MIT */
#ifndef SOCKVIEW_UTIL_ID_MAP_H
#define SOCKVIEW_UTIL_ID_MAP_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

/* A hash from 32-bit kernel ids (inode, uid, interface index) to a 32-bit value, 8 bytes a slot.
 * Starts zeroed. The id 0 cannot be a key of `slots` and is kept aside. */
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

/* The value stored for `id`, to read or change, or NULL. Valid until the next insert. */
uint32_t *id_map_find(struct id_map *map, uint32_t id);

/* Begins to bring what belongs to `id` near, so that another call that comes some dozen others
 * later does not wait for memory. A great map is asked in no order that a processor foresees. */
void id_map_prefetch(const struct id_map *map, uint32_t id);

/* The value of `id`, inserted as `value` if it was not there; NULL when out of memory. */
uint32_t *id_map_insert(struct id_map *map, uint32_t id, uint32_t value);

/* Frees the slots and makes the map empty again. */
void id_map_free(struct id_map *map);

#endif
