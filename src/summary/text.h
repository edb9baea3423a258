/* SPDX-License-Identifier: MIT */
#ifndef SOCKVIEW_SUMMARY_TEXT_H
#define SOCKVIEW_SUMMARY_TEXT_H

#include <stdint.h>

#include "util/slice.h"

/* What became of looking for a number in a file of the kernel's. */
enum found {
    FOUND,
    FOUND_NOTHING, /* the kernel does not tell it */
    FOUND_BAD,     /* cut short or not understood */
};

/* In lines of pairs (/proc/net/sockstat): the number behind the word `key` in the line that begins
 * with `section` and a colon. Any bytes are survived. */
enum found text_find_pair(struct slice text, const char *section, const char *key,
                          uint64_t *number);

/* In pairs of lines (/proc/net/snmp), of names and of numbers, that both begin with `section` and
 * a colon: the number below `key`. */
enum found text_find_below(struct slice text, const char *section, const char *key,
                           uint64_t *number);

/* In a table with a line of names on top (/proc/net/protocols): the number in the row `section`,
 * column `key`; 1 for "yes" and 0 for "no". */
enum found text_find_cell(struct slice text, const char *section, const char *key,
                          uint64_t *number);

/* In a line of numbers (/proc/sys): the one at the place that `key` gives as a digit. */
enum found text_find_word(struct slice text, const char *section, const char *key,
                          uint64_t *number);

#endif
