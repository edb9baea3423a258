/* SPDX-License-Identifier: MIT */
#ifndef SOCKVIEW_RUN_UNLISTED_NOTE_H
#define SOCKVIEW_RUN_UNLISTED_NOTE_H

#include "lookups.h"
#include "run/query.h"
#include "util/notes.h"

/* Whether the answer to a query has every socket that the kernel lists, with its owners. Only then
 * is it known which sockets are in no table. */
bool unlisted_is_wanted(const struct query *query);

/* After the scan for owners: adds a note with the number of sockets that processes hold and that
 * are in no table. When the scan met any, all tables are read again, so that a socket that was made
 * after the first reading does not count. Adds nothing where a table could not be read. */
void unlisted_note(const struct query *query, struct lookups *lookups, struct notes *notes);

#endif
