/* SPDX-License-Identifier: MIT */
#ifndef SOCKVIEW_UTIL_OUTPUT_H
#define SOCKVIEW_UTIL_OUTPUT_H

#include <stdbool.h>
#include <stdio.h>

/* A stream that writes to a descriptor with a buffer of 64 KiB. When the descriptor is non-blocking
 * and full, the stream waits: another program may have set that flag, and rows must not be lost.
 * NULL with errno when out of memory. Closing the stream leaves the descriptor open. */
FILE *output_open(int descriptor);

/* A stream with that buffer, whose content `write_all` takes: all of it, or it returns 0 with errno
 * (fopencookie(3)). NULL with errno when out of memory. */
FILE *output_open_cookie(void *cookie, cookie_write_function_t *write_all);

/* Writes all of the data, as the stream of output_open() does. False with errno. */
bool output_write(int descriptor, const char *data, size_t size);

/* Whether the descriptor is a terminal that does not understand UTF-8, and could take a byte of a
 * name for a control character. False for files and pipes, because what a script reads must not
 * depend on the locale. */
bool output_needs_ascii(int descriptor);

#endif
