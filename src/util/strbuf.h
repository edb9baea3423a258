/* SPDX-License-Identifier: MIT */
#ifndef SOCKVIEW_UTIL_STRBUF_H
#define SOCKVIEW_UTIL_STRBUF_H

#include <stdbool.h>
#include <stddef.h>

#include "util/slice.h"

/* A byte buffer that grows. When memory runs out, `failed` becomes true and stays so, and further
 * writes are dropped. So callers check once, where they use the whole. Starts zeroed. */
struct strbuf {
    char *data; /* owned, not NUL-terminated */
    size_t length;
    size_t capacity;
    bool failed;
};

/* Makes room for `count` more bytes after the content. False (and `failed`) when out of memory. */
bool strbuf_grow(struct strbuf *buffer, size_t count);

/* Makes room for `count` more bytes after the content and returns its start, or NULL (and `failed`)
 * when out of memory. Valid until the next call. The caller writes there and adds what it wrote to
 * `length`. */
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

/* Puts bytes, or for NULL so many blanks, before what follows the first `at` bytes. */
void strbuf_insert(struct strbuf *buffer, size_t at, const char *data, size_t length);

/* Takes `length` bytes away that follow the first `at` bytes, which it has. */
void strbuf_remove(struct strbuf *buffer, size_t at, size_t length);

/* Appends `count` blanks. */
void strbuf_pad(struct strbuf *buffer, size_t count);

/* Drops the content. The memory and `failed` stay. */
void strbuf_clear(struct strbuf *buffer);

/* Frees the memory and makes the buffer empty again. */
void strbuf_free(struct strbuf *buffer);

/* The content as a slice, valid until the next change. */
static inline struct slice strbuf_slice(const struct strbuf *buffer)
{
    return (struct slice){buffer->data, buffer->length};
}

#endif
