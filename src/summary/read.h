/* SPDX-License-Identifier: MIT */
#ifndef SOCKVIEW_SUMMARY_READ_H
#define SOCKVIEW_SUMMARY_READ_H

#include "run/query.h"
#include "summary/summary.h"
#include "util/error.h"
#include "util/notes.h"

/* Reads from `proc` (usually "/proc") and netlink what the query's part of the summary needs, and
 * works it out, in a time that does not depend on how many sockets there are (listeners are
 * counted one by one). What could not be read becomes a note. False with `error` when out of
 * memory. */
bool summary_read(struct summary *summary, const struct query *query, const char *proc,
                  struct notes *notes, struct error *error);

#endif
