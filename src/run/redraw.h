/* SPDX-License-Identifier: MIT */
#ifndef SOCKVIEW_RUN_REDRAW_H
#define SOCKVIEW_RUN_REDRAW_H

#include <stdbool.h>
#include <stdio.h>

#include "util/error.h"
#include "util/notes.h"

struct redraw;

/* Prepares to draw answers, one in the place of the other, on the terminal `descriptor`, on a
 * screen of its own where the terminal has one. NULL with errno when out of memory. */
struct redraw *redraw_open(int descriptor);

/* The stream to write an answer to. */
FILE *redraw_stream(const struct redraw *redraw);

/* How many places a row of the terminal has. */
size_t redraw_width(const struct redraw *redraw);

/* Draws what was written, and the notes below it: the rows that fit, and how many more there are.
 * The next answer can then be written. False with `error` when the terminal did not take it, or
 * memory ran out. */
bool redraw_answer(struct redraw *redraw, const struct notes *notes, struct error *error);

/* Draws the newest answer once more, as the terminal asks for it (WAIT_RESIZED). With `resumed`,
 * its screen of before was restored meanwhile (WAIT_RESUMED). */
bool redraw_again(struct redraw *redraw, bool resumed, struct error *error);

/* Restores the terminal and leaves the newest answer, as it was drawn, on it. There is nothing to
 * do for NULL, and the second time. */
bool redraw_leave(struct redraw *redraw, struct error *error);

/* Frees it; also NULL. */
void redraw_close(struct redraw *redraw);

#endif
