/* SPDX-License-Identifier: MIT */
#ifndef SOCKVIEW_CLI_HEALTH_H
#define SOCKVIEW_CLI_HEALTH_H

#include "cli/options.h"

/* With --health: which sockets are judged where no option says it, and which columns findings have
 * (arrange/finding_columns.h). */

/* Whether findings are asked for. */
static inline bool health_is_asked(const struct query *query)
{
    return query->arrangement.health.asked != 0;
}

/* Chooses the sockets that the checks are about. */
void health_choose_sockets(struct options *options);

/* Sets the columns and the needs of the query. False with `error` when out of memory. */
bool health_choose_columns(struct query *query, struct error *error);

/* Sets the keys by which findings are sorted without --sort. False with `error` when out of memory.
 */
bool health_choose_order(struct query *query, struct error *error);

/* Finds a key of --sort: a column of findings. False with `error` for any other name. */
bool health_find_key(struct slice name, struct sort_key *key, struct error *error);

#endif
