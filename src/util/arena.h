/* SPDX-License-Identifier: MIT */
#ifndef SOCKVIEW_UTIL_ARENA_H
#define SOCKVIEW_UTIL_ARENA_H

#include <stddef.h>

struct arena_block;

/* Memory that is freed all at once. Starts zeroed. */
struct arena {
    struct arena_block *newest;
};

/* `size` bytes, aligned for any type and not cleared, valid until arena_free. NULL when out of
 * memory. */
void *arena_alloc(struct arena *arena, size_t size);

/* A copy of `length` bytes, packed without alignment, valid until arena_free. NULL when out of
 * memory. */
char *arena_copy(struct arena *arena, const char *data, size_t length);

/* The same with a NUL after it. */
char *arena_text(struct arena *arena, const char *data, size_t length);

/* Frees everything and makes the arena empty again. */
void arena_free(struct arena *arena);

#endif
