/* SPDX-License-Identifier: MIT */
#ifndef SOCKVIEW_RUN_CENSUS_H
#define SOCKVIEW_RUN_CENSUS_H

#include "lookups.h"
#include "run/query.h"
#include "util/notes.h"

/* Reads the sockets of the query's tables and their owners, and rebuilds `lookups->last_owners`. A
 * socket that still exists but has no owner now keeps its last known owner. Whatever could not be
 * read becomes a note. With `keep`, all old entries stay, because messages about earlier sockets
 * may still wait to be read. */
void census_take(const struct query *query, struct lookups *lookups, bool keep,
                 struct notes *notes);

#endif
