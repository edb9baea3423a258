/* SPDX-License-Identifier: MIT */
#ifndef SOCKVIEW_SUMMARY_READ_H
#define SOCKVIEW_SUMMARY_READ_H

#include "filter/selection.h"
#include "source/source.h"
#include "summary/summary.h"
#include "util/error.h"
#include "util/notes.h"

/* Reads what the selection's part of the summary needs from `proc` (usually "/proc"), and from
 * netlink unless `source` is SOURCE_PROC, and works it out, in a time that does not depend on how
 * many sockets there are (listeners are counted one by one). What could not be read becomes a note.
 * False with `error` when out of memory. */
bool summary_read(struct summary *summary, const struct selection *selection,
                  enum source_choice source, const char *proc, struct notes *notes,
                  struct error *error);

#endif
