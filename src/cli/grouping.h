/* SPDX-License-Identifier: MIT */
#ifndef SOCKVIEW_CLI_GROUPING_H
#define SOCKVIEW_CLI_GROUPING_H

#include "cli/options.h"

/* Fills the grouping of the query from the arguments of --count-by and --total (at least one is
 * given), and in place of columns_choose its `columns` and `needs`. False with `error` for a name
 * that is none. */
bool grouping_choose(struct options *options, struct error *error);

/* Sets the usual order of groups: the largest first, then by their fields. */
bool grouping_choose_order(struct query *query, struct error *error);

/* Sets the field of a key to the column of groups with that name; a column that is added up may be
 * called by its own name. False with `error` if there is none. */
bool grouping_find_key(const struct query *query, struct slice name, struct sort_key *key,
                       struct error *error);

#endif
