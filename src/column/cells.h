/* SPDX-License-Identifier: MIT */
#ifndef SOCKVIEW_COLUMN_CELLS_H
#define SOCKVIEW_COLUMN_CELLS_H

#include "column/column.h"

/* The values of a row that is no socket, such as a group of sockets. Sinks get it as a struct sock
 * of which nothing is known but this, so that it is sorted and printed as a socket is. */
struct row_cells {
    struct slice packed; /* a value for each of its columns (value/pack.h) */
    uint64_t weight;     /* the number of sockets that it stands for */
};

/* A column of such rows, with the value at a place of `packed`. `column` needs its name, header,
 * help and type. */
void cells_make_column(struct column *column, size_t place);

/* The getter of such columns; `offset` is the place, and the columns of a row follow each other in
 * an array, the first one has place 0. */
bool cells_get(const struct column *column, const struct sock *sock, struct lookups *lookups,
               struct value *value);

#endif
