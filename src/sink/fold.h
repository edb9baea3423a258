/* SPDX-License-Identifier: MIT */
#ifndef SOCKVIEW_SINK_FOLD_H
#define SOCKVIEW_SINK_FOLD_H

#include <stddef.h>

/* How many bytes of a list, as a cell of a table writes it, fit into `room` places of a screen: all
 * of it, or up to a comma between two members, and at least one member. A comma inside brackets is
 * part of a member. */
size_t fold_list(const char *text, size_t length, size_t room);

#endif
