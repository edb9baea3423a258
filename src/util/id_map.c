/* SPDX-License-Identifier: MIT */
#include "util/id_map.h"

#include <stdlib.h>
#include <string.h>

/* Kernel ids come in dense runs, and neighbours are often looked up together. The lowest bits stay
 * as they are, so that neighbours share a cache line. The other bits are spread by Fibonacci
 * hashing, because with ids at regular distances a mask alone would put many into few slots. */
static size_t slot_of(uint32_t id, size_t capacity)
{
    size_t line = (size_t)(((id >> 3) * UINT64_C(11400714819323198485)) >> 32) << 3;
    return (line | (id & 7)) & (capacity - 1);
}

static struct id_slot *probe(const struct id_map *map, uint32_t id)
{
    size_t at = slot_of(id, map->capacity);
    while (map->slots[at].id != 0 && map->slots[at].id != id)
        at = (at + 1) & (map->capacity - 1);
    return &map->slots[at];
}

static bool grow(struct id_map *map)
{
    struct id_map larger = {.capacity = map->capacity == 0 ? 64 : map->capacity * 2};
    larger.slots = reallocarray(NULL, larger.capacity, sizeof(*larger.slots));
    if (larger.slots == NULL)
        return false;
    /* With calloc each page would fault twice: first for the read that finds a slot empty, then for
     * the write, and that second fault stops every other thread. */
    memset(larger.slots, 0, larger.capacity * sizeof(*larger.slots));
    for (size_t i = 0; i < map->capacity; i++) {
        if (map->slots[i].id != 0)
            *probe(&larger, map->slots[i].id) = map->slots[i];
    }
    free(map->slots);
    map->slots = larger.slots;
    map->capacity = larger.capacity;
    return true;
}

uint32_t *id_map_find(struct id_map *map, uint32_t id)
{
    if (id == 0)
        return map->has_zero ? &map->zero.value : NULL;
    if (map->count == 0)
        return NULL;
    struct id_slot *slot = probe(map, id);
    return slot->id == id ? &slot->value : NULL;
}

void id_map_prefetch(const struct id_map *map, uint32_t id)
{
    if (map->capacity > 0)
        __builtin_prefetch(&map->slots[slot_of(id, map->capacity)]);
}

uint32_t *id_map_insert(struct id_map *map, uint32_t id, uint32_t value)
{
    if (id == 0) {
        if (!map->has_zero)
            map->zero.value = value;
        map->has_zero = true;
        return &map->zero.value;
    }
    if (map->count >= map->capacity / 4 * 3 && !grow(map))
        return NULL;
    struct id_slot *slot = probe(map, id);
    if (slot->id == 0) {
        *slot = (struct id_slot){id, value};
        map->count++;
    }
    return &slot->value;
}

void id_map_free(struct id_map *map)
{
    free(map->slots);
    *map = (struct id_map){0};
}
