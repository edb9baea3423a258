/* SPDX-License-Identifier: MIT */
#ifndef SOCKVIEW_VIEW_FIT_H
#define SOCKVIEW_VIEW_FIT_H

#include "view/view.h"

/* Gives all rows of a section to a sink, from its beginning to its end. False with `error`. Then
 * `notes` has whether memory ran out in the lookups. */
bool view_put_section(const struct view *view, void *state, size_t section, struct sink *sink,
                      const struct lookups *lookups, struct notes *notes, struct error *error);

/* On a terminal: leaves rows out until the screen has room for the others and for these notes. How
 * many lines a row takes depends on all rows of its section, so each try is printed to memory. When
 * that fails the rows stay as they are. */
void view_fit(const struct view *view, void *state, const struct view_settings *settings,
              const struct notes *notes);

#endif
