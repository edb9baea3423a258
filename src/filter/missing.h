/* SPDX-License-Identifier: MIT */
#ifndef SOCKVIEW_FILTER_MISSING_H
#define SOCKVIEW_FILTER_MISSING_H

#include "filter/filter.h"
#include "util/notes.h"

/* Adds a note for each network device, user and control group that the filter (NULL: none) names
 * and that does not exist here: a test of it matches nothing, or everything. After 20 of them, one
 * note says that there are more. `netns` is the inode of this thread's network namespace, 0 if
 * unknown. */
void filter_note_missing(const struct filter *filter, struct lookups *lookups, uint32_t netns,
                         struct notes *notes);

#endif
