/* SPDX-License-Identifier: MIT */
#ifndef SOCKVIEW_UTIL_OUTPUT_H
#define SOCKVIEW_UTIL_OUTPUT_H

#include <stdbool.h>
#include <stdio.h>

/* A stream that writes to a descriptor, with a buffer of 64 KiB, and waits where the descriptor is
 * non-blocking and full: another program may have made it so, and rows must not be lost for that.
 * NULL with errno when out of memory. Closing it leaves the descriptor open. */
FILE *output_open(int descriptor);

/* Whether the descriptor is a terminal that does not understand UTF-8: it could take a byte of a
 * name for a control character. What a script reads never depends on the locale. */
bool output_needs_ascii(int descriptor);

#endif
