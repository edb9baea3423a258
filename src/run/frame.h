/* SPDX-License-Identifier: MIT */
#ifndef SOCKVIEW_RUN_FRAME_H
#define SOCKVIEW_RUN_FRAME_H

#include "util/screen.h"
#include "util/strbuf.h"

/* An answer as lines, with SINK_ROW_MARK before the first line of each row. */
struct frame_page {
    struct strbuf text;
    struct strbuf notes;
    size_t lines_after, rows_after; /* that are not in the text */
};

/* The frame that is being drawn. */
struct frame {
    struct strbuf *text;    /* what the terminal is sent; borrowed */
    struct strbuf *remains; /* what stays of it on the terminal; borrowed */
    struct screen_size size;
    size_t row; /* the next one, from 0 */
};

/* How often a character is in the data. */
size_t frame_count(const char *data, size_t length, char character);

/* Draws a page: the rows of its table that fit, how many more there are, and below them its notes,
 * for which at most half of the screen is used. */
void frame_draw(struct frame *frame, const struct frame_page *page);

#endif
