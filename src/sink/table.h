/* SPDX-License-Identifier: MIT */
#ifndef SOCKVIEW_SINK_TABLE_H
#define SOCKVIEW_SINK_TABLE_H

#include "sink.h"
#include "sink/settings.h"

/* A table whose columns get their widths from the first rows; a longer cell
 * later pushes its row and is never cut. Memory does not grow with the number of sockets. NULL when
 * out of memory. */
struct sink *table_open(const struct sink_settings *settings);

/* Appends the line with the time of the answer, if the settings ask for it. A program that reads it
 * as a row sees a kind of sockets that does not exist. */
void table_put_time(struct strbuf *text, const struct sink_settings *settings);

/* Appends the line that stands in place of no rows. False when there is none, so that only the
 * header shows that nothing was found. */
bool table_put_nothing(struct strbuf *text, const struct sink_settings *settings);

#endif
