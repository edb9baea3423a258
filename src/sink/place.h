/* SPDX-License-Identifier: MIT */
#ifndef SOCKVIEW_SINK_PLACE_H
#define SOCKVIEW_SINK_PLACE_H

#include "sink/layout.h"
#include "util/strbuf.h"
#include "value/value.h"

/* One rendered cell of a table on a screen. */
struct screen_cell {
    size_t length;    /* of its text, in bytes */
    size_t width;     /* places on the screen */
    const char *code; /* that begins its colour (paint_code), or NULL */
};

/* A row whose cells are put in their places, from the first to the last. Borrowed members. */
struct placing {
    const struct layout *layout;
    struct strbuf *line; /* receives the cells, and an end of line where the row needs several */
    size_t used;         /* places of the last line that are taken; starts as 0 */
};

/* Appends the cell of a column. Numbers stand at the right side of their place, and a list that is
 * longer than the screen is wide goes on in further lines. */
void place_cell(struct placing *placing, size_t column, enum value_type type, const char *text,
                const struct screen_cell *cell);

#endif
