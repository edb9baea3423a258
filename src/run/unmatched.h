/* SPDX-License-Identifier: MIT */
#ifndef SOCKVIEW_RUN_UNMATCHED_H
#define SOCKVIEW_RUN_UNMATCHED_H

#include "run/tables.h"
#include "sock_list.h"

/* Counts the sockets that match the filter and are in states that were not asked for. Starts
 * zeroed.
 */
struct unmatched {
    size_t listeners, others;
    struct sock_list open; /* those that match if their owners do */
    bool failed;           /* out of memory */
};

/* Whether it is worth counting for a filter that matched nothing: the states are those that are
 * shown by default. `by_owners`: for a filter whose answer depends on owners, or for any other. For
 * names of hosts it is not, because a name server can take seconds. */
bool unmatched_is_wanted(const struct selection *selection, bool by_owners);

/* Reads the tables of a query again, for those states alone. The sources of `tables` are open. */
void unmatched_count(struct unmatched *unmatched, const struct tables *tables);

/* Finds the owners of the open ones, in place of those that `lookups` had, and counts what matches.
 * False when that is not possible. */
bool unmatched_judge(struct unmatched *unmatched, const struct query *query,
                     struct lookups *lookups);

/* Frees the list. */
void unmatched_free(struct unmatched *unmatched);

/* Adds a note when any was counted, with the option that shows them. */
void unmatched_note(const struct unmatched *unmatched, struct notes *notes);

#endif
