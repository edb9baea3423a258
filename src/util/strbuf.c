/* SPDX-License-Identifier: MIT */
#include "util/strbuf.h"

#include <stdint.h>
#include <stdlib.h>
#include <string.h>

static bool strbuf_grow(struct strbuf *buffer, size_t count)
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

char *strbuf_reserve(struct strbuf *buffer, size_t count)
{
    bool fits = buffer->data != NULL && buffer->capacity - buffer->length >= count;
    if (!fits && !strbuf_grow(buffer, count))
        return NULL;
    return buffer->data + buffer->length;
}

void strbuf_put(struct strbuf *buffer, const char *data, size_t length)
{
    if (length == 0)
        return;
    char *at = strbuf_reserve(buffer, length);
    if (at == NULL)
        return;
    memcpy(at, data, length);
    buffer->length += length;
}

void strbuf_put_char(struct strbuf *buffer, char character)
{
    char *at = strbuf_reserve(buffer, 1);
    if (at == NULL)
        return;
    *at = character;
    buffer->length++;
}

void strbuf_put_string(struct strbuf *buffer, const char *string)
{
    strbuf_put(buffer, string, strlen(string));
}

void strbuf_pad(struct strbuf *buffer, size_t count)
{
    char *at = strbuf_reserve(buffer, count);
    if (at == NULL)
        return;
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
