/* SPDX-License-Identifier: MIT */
#ifndef SOCKVIEW_CLI_COLUMNS_H
#define SOCKVIEW_CLI_COLUMNS_H

#include "run/query.h"
#include "util/error.h"

/* Fills `columns` and `needs` for the chosen format and details. `list` is the argument of
 * --columns, or NULL: `+name` adds one to the format's own columns, `-name` takes one away, and a
 * list with a bare name has just what it names. False with `error` for a name that is no column, or
 * when none is left. */
bool columns_choose(struct query *query, const char *list, struct error *error);

#endif
