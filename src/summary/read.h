/* SPDX-License-Identifier: MIT */
#ifndef SOCKVIEW_SUMMARY_READ_H
#define SOCKVIEW_SUMMARY_READ_H

#include "filter/selection.h"
#include "source/source.h"
#include "summary/summary.h"
#include "util/error.h"
#include "util/notes.h"

/* Reads the files in `proc` (usually "/proc") that the selection needs, and computes the summary.
 * Counts listeners over netlink unless `source` is SOURCE_PROC. The time does not depend on the
 * number of sockets, except that listeners are counted one by one. Whatever cannot be read becomes
 * a note. False with `error` when out of memory. */
bool summary_read(struct summary *summary, const struct selection *selection,
                  enum source_choice source, const char *proc, struct notes *notes,
                  struct error *error);

#endif
