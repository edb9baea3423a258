/* SPDX-License-Identifier: MIT */
#ifndef SOCKVIEW_FILTER_JOIN_H
#define SOCKVIEW_FILTER_JOIN_H

#include "filter/tree.h"

/* Makes `joined` of a filter from its `root`: the same expression, in which tests of one field that
 * are joined by `or`, or negated ones that are joined by `and`, became one test (set.h). It says
 * the same of every socket, also where a value is unknown. False when out of memory. */
bool filter_join(struct filter *filter);

#endif
