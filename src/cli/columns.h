/* SPDX-License-Identifier: MIT */
#ifndef SOCKVIEW_CLI_COLUMNS_H
#define SOCKVIEW_CLI_COLUMNS_H

#include "run/query.h"
#include "util/error.h"

/* Fills `columns` and `needs` for the chosen format and details. `list` is the argument of
 * --columns, or NULL: `+name` adds a column to those of the format, `-name` removes one, and a list
 * with a name without a sign has only the named columns. False with `error` for a name that is no
 * column, or when no column is left. */
bool columns_choose(struct query *query, const char *list, struct error *error);

/* Adds to `needs` what the chosen columns and the filter need. */
void columns_add_needs(struct query *query);

#endif
