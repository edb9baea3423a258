/* SPDX-License-Identifier: MIT */
#ifndef SOCKVIEW_UTIL_DIFFERENCE_H
#define SOCKVIEW_UTIL_DIFFERENCE_H

#include <stddef.h>

/* What distinguishes some bytes from as many others, the base. It is small when most of the bytes
 * are the same: a bit for each 8 bytes, and for those that differ one byte more than the part that
 * differs. */

/* How much room a difference of `length` bytes needs. That is more than it takes, because it is
 * written and read in pieces of 8 bytes. */
size_t difference_most(size_t length);

/* Writes the difference to `place`, which has room for difference_most bytes. `base` has `length`
 * bytes, too; NULL stands for zeros. Returns how many bytes it takes. */
size_t difference_put(char *place, const void *bytes, const void *base, size_t length);

/* Makes the bytes again from a difference in such a room, and the same base. Returns how many bytes
 * the difference takes. */
size_t difference_take(const char *place, void *bytes, const void *base, size_t length);

#endif
