/* SPDX-License-Identifier: MIT */
#include "util/strbuf.h"

#include <stdint.h>
#include <stdlib.h>
#include <string.h>

bool strbuf_grow(struct strbuf *buffer, size_t count)
{
    size_t wanted = buffer->length + count;
    if (buffer->failed || wanted < count || wanted > SIZE_MAX / 2) {
        buffer->failed = true;
        return false;
    }
    size_t capacity = buffer->capacity < 256 ? 256 : buffer->capacity;
    while (capacity < wanted)
        capacity += capacity / 2;
    char *data = realloc(buffer->data, capacity);
    if (data == NULL) {
        buffer->failed = true;
        return false;
    }
    buffer->data = data;
    buffer->capacity = capacity;
    return true;
}

void strbuf_insert(struct strbuf *buffer, size_t at, const char *data, size_t length)
{
    if (length == 0 || strbuf_reserve(buffer, length) == NULL)
        return;
    memmove(buffer->data + at + length, buffer->data + at, buffer->length - at);
    if (data != NULL)
        memcpy(buffer->data + at, data, length);
    else
        memset(buffer->data + at, ' ', length);
    buffer->length += length;
}

void strbuf_remove(struct strbuf *buffer, size_t at, size_t length)
{
    if (length == 0)
        return;
    memmove(buffer->data + at, buffer->data + at + length, buffer->length - at - length);
    buffer->length -= length;
}

/* Most rows of blanks are short, and a fixed length needs no call. */
void strbuf_pad(struct strbuf *buffer, size_t count)
{
    enum { SHORT = 16 };
    char *at = strbuf_reserve(buffer, count < SHORT ? SHORT : count);
    if (at == NULL)
        return;
    if (count <= SHORT)
        memset(at, ' ', SHORT);
    else
        memset(at, ' ', count);
    buffer->length += count;
}

void strbuf_clear(struct strbuf *buffer)
{
    buffer->length = 0;
}

void strbuf_free(struct strbuf *buffer)
{
    free(buffer->data);
    *buffer = (struct strbuf){0};
}
