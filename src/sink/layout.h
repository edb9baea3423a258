/* SPDX-License-Identifier: MIT */
#ifndef SOCKVIEW_SINK_LAYOUT_H
#define SOCKVIEW_SINK_LAYOUT_H

#include <stdbool.h>
#include <stddef.h>

/* One column of a table on a screen. All widths are places on the screen. */
struct layout_column {
    size_t header;   /* width of its header, 0 without one: it is never narrower */
    bool may_narrow; /* its cells may be longer than the column: addresses, processes */
    size_t width;    /* chosen by layout_choose */
    size_t start;    /* the same: the place where it begins on its line, counted from 0 */
};

/* Where the cells of a table stand on a screen. Each column has its place, on a further line if it
 * does not fit beside those before it. A cell that is too long for its place is never cut: the
 * cells after it continue on the next line. Borrowed columns. */
struct layout {
    struct layout_column *columns;
    size_t count;
    size_t screen; /* width of the screen, at least 1 */
    size_t indent; /* where a cell stands that fits into no place: the first that may narrow */
};

/* Chooses the widths so that the rows take few lines and most cells stand in their places. `cells`
 * holds the widths of the cells, row after row. False when out of memory; the widths are those of
 * the longest cells then. */
bool layout_choose(struct layout *layout, const size_t *cells, size_t rows);

/* Where a cell begins when `used` places of the line are taken. `*wraps` becomes true when it
 * begins on a new line. */
size_t layout_place(const struct layout *layout, size_t column, size_t width, size_t used,
                    bool *wraps);

/* How many lines a row of these cells takes. */
size_t layout_count_lines(const struct layout *layout, const size_t *cells);

#endif
