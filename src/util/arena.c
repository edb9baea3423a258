/* SPDX-License-Identifier: MIT */
#include "util/arena.h"

#include <stdalign.h>
#include <stdint.h>
#include <stdlib.h>
#include <string.h>

enum { ARENA_BLOCK_SIZE = 64 * 1024 };

struct arena_block {
    struct arena_block *older;
    size_t used;
    size_t capacity;
    alignas(max_align_t) char bytes[];
};

static void *arena_take(struct arena *arena, size_t size, size_t alignment)
{
    struct arena_block *block = arena->newest;
    if (block != NULL) {
        size_t start = (block->used + alignment - 1) / alignment * alignment;
        if (start <= block->capacity && block->capacity - start >= size) {
            block->used = start + size;
            return block->bytes + start;
        }
    }
    size_t capacity = size > ARENA_BLOCK_SIZE ? size : ARENA_BLOCK_SIZE;
    if (capacity > SIZE_MAX - sizeof(*block))
        return NULL;
    block = malloc(sizeof(*block) + capacity);
    if (block == NULL)
        return NULL;
    *block = (struct arena_block){.older = arena->newest, .used = size, .capacity = capacity};
    arena->newest = block;
    return block->bytes;
}

void *arena_alloc(struct arena *arena, size_t size)
{
    return arena_take(arena, size, alignof(max_align_t));
}

char *arena_copy(struct arena *arena, const char *data, size_t length)
{
    char *copy = arena_take(arena, length, 1);
    if (copy != NULL && length > 0)
        memcpy(copy, data, length);
    return copy;
}

char *arena_text(struct arena *arena, const char *data, size_t length)
{
    char *copy = length == SIZE_MAX ? NULL : arena_take(arena, length + 1, 1);
    if (copy == NULL)
        return NULL;
    if (length > 0)
        memcpy(copy, data, length);
    copy[length] = '\0';
    return copy;
}

void arena_free(struct arena *arena)
{
    struct arena_block *block = arena->newest;
    while (block != NULL) {
        struct arena_block *older = block->older;
        free(block);
        block = older;
    }
    arena->newest = NULL;
}
