/* SPDX-License-Identifier: MIT */
#ifndef SOCKVIEW_UTIL_UTF8_H
#define SOCKVIEW_UTIL_UTF8_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

/* Length in bytes (1 to 4) of the well-formed UTF-8 sequence at `data`, with its code point in
 * `*point`; 0 when the bytes there are not well-formed (RFC 3629: no overlong form, no surrogate,
 * nothing above U+10FFFF) or cut short. `length` is at least 1. */
size_t utf8_decode(const char *data, size_t length, uint32_t *point);

/* Whether a code point may be sent to a terminal as it is: not a control or format character
 * (which could move the cursor or reorder text) and not a blank other than U+0020 (which could
 * forge a column). */
bool utf8_is_plain(uint32_t point);

/* How many places on a screen the text takes: none for a combining character, two for a wide one
 * (East Asian Width W and F), one for any other and for a byte that is not UTF-8. */
size_t utf8_width(const char *data, size_t length);

#endif
