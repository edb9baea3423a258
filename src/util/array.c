/* SPDX-License-Identifier: MIT */
#include "util/array.h"

#include <stdint.h>
#include <stdlib.h>

enum { FIRST_CAPACITY = 16 };

void *array_grow(void *items, size_t *capacity, size_t size)
{
    if (*capacity > SIZE_MAX / 2 / size)
        return NULL;
    size_t larger = *capacity == 0 ? FIRST_CAPACITY : *capacity * 2;
    void *moved = realloc(items, larger * size);
    if (moved != NULL)
        *capacity = larger;
    return moved;
}

size_t array_find_first(const void *items, size_t count, size_t size, const void *key,
                        int (*compare)(const void *item, const void *key))
{
    size_t first = 0, end = count;
    while (first < end) {
        size_t middle = first + (end - first) / 2;
        if (compare((const char *)items + middle * size, key) < 0)
            first = middle + 1;
        else
            end = middle;
    }
    return first;
}
