/* SPDX-License-Identifier: MIT */
#ifndef SOCKVIEW_SINK_CELL_H
#define SOCKVIEW_SINK_CELL_H

#include "column/column.h"

/* Appends what a table shows of a socket in a column: the value, a reason in square brackets or
 * `-` where there is none, or the sign as it is. Returns how a terminal may paint it. */
enum colour cell_put(struct strbuf *text, const struct column *column, const struct sock *sock,
                     struct lookups *lookups, enum value_style style);

/* Blanks that fill up a cell to the width of its column; 0 when it is too long. */
static inline size_t cell_missing(size_t width, size_t used)
{
    return width > used ? width - used : 0;
}

/* The least width of the column, in places. A column of signs always has one. */
size_t cell_least_width(const struct column *column, bool has_header);

#endif
