/* SPDX-License-Identifier: MIT */
#ifndef SOCKVIEW_ARRANGE_HOLD_H
#define SOCKVIEW_ARRANGE_HOLD_H

#include "filter/filter.h"
#include "sink.h"

/* A sink that keeps every row until the end, looks up what `needs` (of NEED_HOLD) asks for, in
 * `proc` (usually "/proc"), and only then hands the rows that the filter (NULL: all) lets through
 * to `next`. Owns `next`, and frees it when out of memory, which NULL means. */
struct sink *sink_open_hold(struct sink *next, struct lookups *lookups, const struct filter *filter,
                            unsigned needs, const char *proc);

#endif
