/* SPDX-License-Identifier: MIT */
#ifndef SOCKVIEW_UTIL_SCREEN_H
#define SOCKVIEW_UTIL_SCREEN_H

#include <stdbool.h>
#include <stddef.h>

/* How many places a terminal has. */
struct screen_size {
    size_t rows;
    size_t columns;
};

/* The size of the terminal that the descriptor is; 24 by 80 where it does not tell. */
struct screen_size screen_size(int descriptor);

/* Whether TERM names a terminal that can move its cursor: it is set, and not "dumb". */
bool screen_is_capable(void);

/* How many bytes of a line (without its newline, with SGR sequences in it) fill one row of a screen
 * of so many columns. All of them when they fit; at least one character. */
size_t screen_fold(const char *line, size_t length, size_t columns);

/* How many rows of the screen the line takes; an empty one takes one. */
size_t screen_rows(const char *line, size_t length, size_t columns);

#endif
