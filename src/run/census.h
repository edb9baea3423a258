/* SPDX-License-Identifier: MIT */
#ifndef SOCKVIEW_RUN_CENSUS_H
#define SOCKVIEW_RUN_CENSUS_H

#include "lookups.h"
#include "run/query.h"
#include "util/notes.h"

/* Looks at the sockets that there are in the query's tables, and at their owners, and fills
 * `lookups->last_owners` anew. Who held a socket that is still there, but in nobody's hands any
 * more, stays known. What could not be read becomes a note. With `keep`, nothing that is
 * known from before is forgotten: there are still messages from before to be read. */
void census_take(const struct query *query, struct lookups *lookups, bool keep,
                 struct notes *notes);

#endif
