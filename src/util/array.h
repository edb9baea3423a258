/* SPDX-License-Identifier: MIT */
#ifndef SOCKVIEW_UTIL_ARRAY_H
#define SOCKVIEW_UTIL_ARRAY_H

#include <stddef.h>

/* Moves a full array to twice its capacity. Called by array_reserve. */
void *array_grow(void *items, size_t *capacity, size_t size);

/* Makes room for one more item in an array on the heap that holds `count` items of `size` bytes.
 * `items` may be NULL while `capacity` is 0. Returns the array, which may have moved: the caller
 * stores the pointer and frees it. NULL when out of memory; the array is then unchanged and still
 * belongs to the caller. */
static inline void *array_reserve(void *items, size_t *capacity, size_t count, size_t size)
{
    return count < *capacity ? items : array_grow(items, capacity, size);
}

/* Finds the first item that does not come before `key`, in an array that is sorted by `compare` (as
 * for qsort). Returns its place, or `count` when every item comes before it. */
size_t array_find_first(const void *items, size_t count, size_t size, const void *key,
                        int (*compare)(const void *item, const void *key));

#endif
