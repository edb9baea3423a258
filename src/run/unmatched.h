/* SPDX-License-Identifier: MIT */
#ifndef SOCKVIEW_RUN_UNMATCHED_H
#define SOCKVIEW_RUN_UNMATCHED_H

#include "run/tables.h"

/* Counts the sockets that match the filter and are in states that were not asked for. Starts
 * zeroed.
 */
struct unmatched {
    size_t listeners, others;
};

/* Reads the tables of a query again, for those states alone. The sources of `tables` are open. */
void unmatched_count(struct unmatched *unmatched, const struct tables *tables);

/* Adds a note when any was counted, with the option that shows them. */
void unmatched_note(const struct unmatched *unmatched, struct notes *notes);

#endif
