/* SPDX-License-Identifier: MIT */
#ifndef SOCKVIEW_UTIL_STRBUF_H
#define SOCKVIEW_UTIL_STRBUF_H

#include <stdbool.h>
#include <stddef.h>

#include "util/slice.h"

/* A growing byte buffer. Starts zeroed. When memory runs out, `failed` becomes and stays true and
 * further writes are dropped: callers check once, where the whole is used. */
struct strbuf {
    char *data; /* owned, not NUL-terminated */
    size_t length;
    size_t capacity;
    bool failed;
};

/* Makes room for `count` more bytes behind `length`. False (and `failed`) when there is none. */
bool strbuf_grow(struct strbuf *buffer, size_t count);

/* Room for `count` more bytes behind `length`, or NULL (and `failed`). The pointer is valid until
 * the next call; what was written there is kept by adding it to `length`. */
static inline char *strbuf_reserve(struct strbuf *buffer, size_t count)
{
    bool fits = buffer->data != NULL && buffer->capacity - buffer->length >= count;
    if (!fits && !strbuf_grow(buffer, count))
        return NULL;
    return buffer->data + buffer->length;
}

/* Appends bytes. */
static inline void strbuf_put(struct strbuf *buffer, const char *data, size_t length)
{
    char *at = length == 0 ? NULL : strbuf_reserve(buffer, length);
    if (at == NULL)
        return;
    memcpy(at, data, length);
    buffer->length += length;
}

/* Appends one byte. */
static inline void strbuf_put_char(struct strbuf *buffer, char character)
{
    char *at = strbuf_reserve(buffer, 1);
    if (at == NULL)
        return;
    *at = character;
    buffer->length++;
}

/* Appends a NUL-terminated string without its NUL. */
static inline void strbuf_put_string(struct strbuf *buffer, const char *string)
{
    strbuf_put(buffer, string, strlen(string));
}

/* Appends `count` blanks. */
void strbuf_pad(struct strbuf *buffer, size_t count);

/* Forgets the content, keeps the memory and `failed`. */
void strbuf_clear(struct strbuf *buffer);

/* Frees the memory and makes the buffer empty again. */
void strbuf_free(struct strbuf *buffer);

/* The content as a slice, valid until the next change. */
static inline struct slice strbuf_slice(const struct strbuf *buffer)
{
    return (struct slice){buffer->data, buffer->length};
}

#endif
