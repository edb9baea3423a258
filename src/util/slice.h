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

/* Takes the part before the first `separator` off `rest`, and the separator with it. Takes all of
 * `rest` when it has none. */
static inline struct slice slice_take(struct slice *rest, char separator)
{
    const char *end = slice_find(*rest, separator);
    size_t length = end == NULL ? rest->length : (size_t)(end - rest->data);
    size_t used = end == NULL ? length : length + 1;
    struct slice part = {rest->data, length};
    *rest = slice_skip(*rest, used);
    return part;
}

/* Takes the next word, and what is before it, off `rest`. `blanks` are the characters between
 * words. Empty when there is no word. */
static inline struct slice slice_take_word(struct slice *rest, const char *blanks)
{
    const struct slice set = slice_of(blanks);
    size_t start = 0;
    while (start < rest->length && slice_find(set, rest->data[start]) != NULL)
        start++;
    size_t end = start;
    while (end < rest->length && slice_find(set, rest->data[end]) == NULL)
        end++;
    struct slice word = slice_skip(*rest, start);
    word.length = end - start;
    *rest = slice_skip(*rest, end);
    return word;
}

#endif
