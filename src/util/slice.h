/* SPDX-License-Identifier: MIT */
#ifndef SOCKVIEW_UTIL_SLICE_H
#define SOCKVIEW_UTIL_SLICE_H

#include <stdbool.h>
#include <stddef.h>
#include <string.h>

/* Borrowed bytes: not owned, not NUL-terminated, any byte allowed. `data` may be NULL when
 * `length` is 0. */
struct slice {
    const char *data;
    size_t length;
};

/* The slice of a NUL-terminated string; borrows it. */
static inline struct slice slice_of(const char *string)
{
    return (struct slice){string, strlen(string)};
}

/* Whether the slice holds exactly the bytes of `string`. */
static inline bool slice_equals(struct slice slice, const char *string)
{
    size_t length = strlen(string);
    return slice.length == length && (length == 0 || memcmp(slice.data, string, length) == 0);
}

/* Whether the slice begins with the bytes of `string`. */
static inline bool slice_begins(struct slice slice, const char *string)
{
    size_t length = strlen(string);
    return slice.length >= length && (length == 0 || memcmp(slice.data, string, length) == 0);
}

/* Whether the slice ends with the bytes of `string`. */
static inline bool slice_ends(struct slice slice, const char *string)
{
    size_t length = strlen(string);
    return slice.length >= length &&
           (length == 0 || memcmp(slice.data + slice.length - length, string, length) == 0);
}

/* The slice without its first `count` bytes, which it has. */
static inline struct slice slice_skip(struct slice slice, size_t count)
{
    /* To add even 0 to NULL is undefined. */
    return count == 0 ? slice : (struct slice){slice.data + count, slice.length - count};
}

/* The part of the slice before a place in it. */
static inline struct slice slice_until(struct slice slice, const char *end)
{
    return (struct slice){slice.data, (size_t)(end - slice.data)};
}

/* The first of such characters, or NULL. */
static inline const char *slice_find(struct slice slice, char character)
{
    return slice.length == 0 || slice.data == NULL
               ? NULL
               : (const char *)memchr(slice.data, character, slice.length);
}

/* The last of such characters, or NULL. */
static inline const char *slice_find_last(struct slice slice, char character)
{
    return slice.length == 0 || slice.data == NULL
               ? NULL
               : (const char *)memrchr(slice.data, character, slice.length);
}

#endif
