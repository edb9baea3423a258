/* SPDX-License-Identifier: MIT */
#ifndef SOCKVIEW_FILTER_NARROW_H
#define SOCKVIEW_FILTER_NARROW_H

#include "filter/tree.h"

/* Makes `judged` of a filter from `joined`: the same expression, in which many brackets that are
 * joined by `or` became a tree, when each of them tests one field for a value of its own. The tests
 * of a branch are also one test before it (set.h), so that few brackets are judged for a socket:
 * `( a1 and b1 ) or ( a2 and b2 )` is `( a1 or a2 ) and ( ( a1 and b1 ) or ( a2 and b2 ) )`, also
 * where a value is unknown. False when out of memory. */
bool filter_narrow(struct filter *filter);

#endif
