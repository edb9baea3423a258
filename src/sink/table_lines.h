/* SPDX-License-Identifier: MIT */
#ifndef SOCKVIEW_SINK_TABLE_LINES_H
#define SOCKVIEW_SINK_TABLE_LINES_H

#include "sink/settings.h"
#include "util/notes.h"
#include "util/strbuf.h"

/* The lines of a table that are no rows. */

/* Appends the header of columns with these widths. */
void table_put_header(struct strbuf *text, const struct column *const *columns,
                      const size_t *widths, size_t count);

/* Appends the line with the time of the answer, if the settings ask for it. A program that reads it
 * as a row sees a kind of sockets that does not exist. */
void table_put_time(struct strbuf *text, const struct sink_settings *settings);

/* Appends the line that stands in place of no rows, and before it the one for the time unless that
 * was put. False when there is none, so that only the header shows that nothing was found. */
bool table_put_nothing(struct strbuf *text, const struct sink_settings *settings, bool with_time);

/* Appends the line that says how many rows --limit left out, if a table is to say it. */
void table_put_limit(struct strbuf *text, const struct sink_settings *settings,
                     const struct notes *notes);

#endif
