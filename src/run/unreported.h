/* SPDX-License-Identifier: MIT */
#ifndef SOCKVIEW_RUN_UNREPORTED_H
#define SOCKVIEW_RUN_UNREPORTED_H

#include "run/query.h"
#include "util/notes.h"

/* Counts sockets for which /proc/net does not have a value that an option or --columns asked for.
 * Starts zeroed. */
struct unreported {
    size_t count;
    const struct column *column; /* the first one, or NULL */
    bool recorded;               /* the sockets are those of a recording */
};

/* Counts a socket that was read from /proc/net or a recording, unless it has these values all the
 * same. */
void unreported_count(struct unreported *unreported, const struct query *query,
                      const struct sock *sock, struct lookups *lookups);

/* Adds a note when any was counted: the values are missing from the answer. */
void unreported_note(const struct unreported *unreported, struct notes *notes);

#endif
