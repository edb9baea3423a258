/* SPDX-License-Identifier: MIT */
#ifndef SOCKVIEW_UTIL_PROC_TEXT_H
#define SOCKVIEW_UTIL_PROC_TEXT_H

#include <stdint.h>

#include "util/slice.h"

/* The result of searching a number in a file of the kernel. */
enum found {
    FOUND,
    FOUND_NOTHING, /* the file does not contain it */
    FOUND_BAD,     /* cut short or not understood */
};

/* Searches lines of pairs (/proc/net/sockstat): the line begins with `section` and a colon, and the
 * number follows the word `key`. The bytes may be anything. */
enum found text_find_pair(struct slice text, const char *section, const char *key,
                          uint64_t *number);

/* Searches pairs of lines (/proc/net/snmp). Both begin with `section` and a colon; the first has
 * names, the second numbers. Finds the number below the name `key`. */
enum found text_find_below(struct slice text, const char *section, const char *key,
                           uint64_t *number);

/* Searches a table whose first line has names (/proc/net/protocols). Finds the number in the row
 * `section` and the column `key`; 1 for "yes" and 0 for "no". */
enum found text_find_cell(struct slice text, const char *section, const char *key,
                          uint64_t *number);

/* Searches a line of numbers (/proc/sys). `key` is a digit: the place of the number. */
enum found text_find_word(struct slice text, const char *section, const char *key,
                          uint64_t *number);

/* Reads a line of two numbers, the first and the last of a range: how many are in it. */
enum found text_find_range(struct slice text, const char *section, const char *key,
                           uint64_t *number);

#endif
