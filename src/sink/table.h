/* SPDX-License-Identifier: MIT */
#ifndef SOCKVIEW_SINK_TABLE_H
#define SOCKVIEW_SINK_TABLE_H

#include "sink.h"
#include "sink/settings.h"

/* A table whose columns get their widths from the first rows; a longer cell
 * later pushes its row and is never cut. Memory does not grow with the number of sockets. NULL when
 * out of memory. */
struct sink *table_open(const struct sink_settings *settings);

#endif
