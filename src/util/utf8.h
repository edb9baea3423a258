/* SPDX-License-Identifier: MIT */
#ifndef SOCKVIEW_UTIL_UTF8_H
#define SOCKVIEW_UTIL_UTF8_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

/* The length in bytes (1 to 4) of the UTF-8 sequence at the start of `data`; `*point` becomes its
 * code point. 0 when the bytes are not well-formed (RFC 3629: no overlong form, no surrogate,
 * nothing above U+10FFFF) or are cut off. `length` is at least 1. */
size_t utf8_decode(const char *data, size_t length, uint32_t *point);

/* Whether a code point is never sent to a terminal as it is. A control or format character could
 * move the cursor or reorder text. A blank other than U+0020 could fake a column. What cannot be
 * seen, or looks different everywhere (private use), could make two names look alike. From the
 * Unicode Character Database (tests/tree/unicode_ranges.py). */
bool utf8_is_hidden(uint32_t point);

/* Whether a code point is drawn over the character before it or joins it (general categories M*,
 * and the later parts of a Hangul syllable). At the start of a text it would change what stands
 * there. */
bool utf8_joins(uint32_t point);

/* How many places the text takes on a screen: none for a combining character, two for a wide one
 * (East Asian Width W and F), one for any other character and for a byte that is not UTF-8. */
size_t utf8_width(const char *data, size_t length);

#endif
