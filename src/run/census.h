/* SPDX-License-Identifier: MIT */
#ifndef SOCKVIEW_RUN_CENSUS_H
#define SOCKVIEW_RUN_CENSUS_H

#include "lookups.h"
#include "run/query.h"
#include "util/notes.h"

/* Reads the sockets of the query's tables and their owners, and fills `lookups->last_owners` anew.
 * The last owner of a socket that is still there and that no process holds any more stays known.
 * What could not be read becomes a note. With `keep`, nothing is forgotten, because messages about
 * sockets of before still wait to be read. */
void census_take(const struct query *query, struct lookups *lookups, bool keep,
                 struct notes *notes);

#endif
