/* SPDX-License-Identifier: MIT */
#ifndef SOCKVIEW_UTIL_NEAREST_H
#define SOCKVIEW_UTIL_NEAREST_H

#include <stdbool.h>
#include <stddef.h>

#include "util/slice.h"

/* The word at a place of a list, NULL after the last. */
typedef const char *nearest_list(const void *context, size_t place);

/* The word of the list that was probably meant by `word`: the shortest one that begins with it, or
 * else the first of those that are nearest. A letter that is wrong or one too many counts 2, one
 * that is left out and two that are swapped count 1; all together may be half of the length.
 * Upper and lower case are the same, and so are `-` and `_`. NULL if no word is near, and if `word`
 * has fewer than two bytes or more than any name has. The answer lives as long as the list. */
const char *nearest_find(struct slice word, nearest_list *list, const void *context);

/* Whether two words are the same, as nearest_find compares them. */
bool nearest_same(struct slice word, const char *name);

#endif
