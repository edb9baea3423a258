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
