/* SPDX-License-Identifier: MIT */
#ifndef SOCKVIEW_RUN_UNDECIDED_H
#define SOCKVIEW_RUN_UNDECIDED_H

#include "filter/filter.h"
#include "util/notes.h"

/* Counts the sockets for which the result of the filter depends on missing values. Starts zeroed,
 * except for the filter and the lookups, which are borrowed. */
struct undecided {
    const struct filter *filter; /* NULL: nothing is undecided */
    struct lookups *lookups;
    size_t count;
    const char *field; /* the first field whose value was missing, or NULL */
    bool any_mark;     /* a firewall mark was missing */
    bool recorded;     /* the sockets are those of a recording */
};

/* Counts a socket of the chosen kinds and states when the filter depends on a value that is
 * missing. `from_file`: it was read from /proc/net or a recording, which can have less than
 * netlink. */
void undecided_count(struct undecided *undecided, const struct sock *sock, bool from_file);

/* Adds a note when any socket was counted, because it may be missing from the answer. */
void undecided_note(const struct undecided *undecided, struct notes *notes);

#endif
