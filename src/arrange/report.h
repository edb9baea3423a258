/* SPDX-License-Identifier: MIT */
#ifndef SOCKVIEW_ARRANGE_REPORT_H
#define SOCKVIEW_ARRANGE_REPORT_H

#include "lookups.h"
#include "sink.h"

/* A sink that hands every row to `next`, and at the end adds what went wrong in lookups to the
 * notes: `next` has pulled its values by then, and can still show the notes. Owns `next`, and frees
 * it when out of memory, which NULL means. */
struct sink *sink_open_report(struct sink *next, const struct lookups *lookups);

#endif
