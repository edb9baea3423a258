/* SPDX-License-Identifier: MIT */
#ifndef SOCKVIEW_RUN_FILTER_NOTES_H
#define SOCKVIEW_RUN_FILTER_NOTES_H

#include "filter/filter.h"
#include "util/notes.h"

/* Adds a note when the filter may mean something else than the user expects. */
void filter_notes_add(const struct filter *filter, struct notes *notes);

#endif
