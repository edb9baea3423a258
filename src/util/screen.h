/* SPDX-License-Identifier: MIT */
#ifndef SOCKVIEW_UTIL_SCREEN_H
#define SOCKVIEW_UTIL_SCREEN_H

#include <stdbool.h>
#include <stddef.h>

/* Lets a terminal show a screen of its own without a cursor, and what was there before again. Not
 * all terminals have a second screen: there, SCREEN_BELOW before SCREEN_LEAVE keeps what is drawn,
 * and SCREEN_CLEAR removes it. */
#define SCREEN_ENTER "\033[?1049h\033[?25l"
#define SCREEN_BELOW "\033[999H\r\n"
#define SCREEN_CLEAR "\033[H\033[J"
#define SCREEN_LEAVE "\033[?2026l\033[0m\033[?7h\033[?25h\033[?1049l"

/* How many places a terminal has. */
struct screen_size {
    size_t rows;
    size_t columns;
};

/* The size of the terminal that the descriptor is; 24 by 80 where it does not tell. */
struct screen_size screen_size(int descriptor);

/* Whether the program may draw on the terminal: it is not in the background of a shell. */
bool screen_is_ours(int descriptor);

/* Whether TERM names a terminal that can move its cursor: it is set, and not "dumb". */
bool screen_is_capable(void);

/* How many places the text takes on one row; its SGR sequences take none. */
size_t screen_width(const char *text, size_t length);

/* How many bytes of a line (without its newline, with SGR sequences in it) fill one row of a screen
 * of so many columns. All of them when they fit; at least one character. */
size_t screen_fold(const char *line, size_t length, size_t columns);

/* How many rows of the screen the line takes; an empty one takes one. */
size_t screen_rows(const char *line, size_t length, size_t columns);

#endif
