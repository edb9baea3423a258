/* SPDX-License-Identifier: MIT */
#ifndef SOCKVIEW_RUN_SHOW_H
#define SOCKVIEW_RUN_SHOW_H

#include "run/query.h"
#include "sink.h"
#include "util/error.h"
#include "util/notes.h"

/* Reads every table that the query asks for, in every network namespace that it asks for, and hands
 * the sockets in the chosen states, which the filter may let through, to the sink. What could not
 * be read becomes a note. `lookups` is told the names of interfaces of other namespaces. `killer`
 * gets a destroyer for its context where one is needed, until the sink has ended. False with
 * `error` when the output failed, or when the chosen namespace cannot be looked into: nothing was
 * put out then. */
bool show_sockets(const struct query *query, struct lookups *lookups, struct sink *sink,
                  struct killer *killer, struct notes *notes, struct error *error);

/* Adds a note when the filter may be read in another way than it was meant. */
void show_note_filter(const struct filter *filter, struct notes *notes);

#endif
