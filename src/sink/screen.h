/* SPDX-License-Identifier: MIT */
#ifndef SOCKVIEW_SINK_SCREEN_H
#define SOCKVIEW_SINK_SCREEN_H

#include "sink.h"
#include "sink/settings.h"

/* A table for a terminal of settings->screen_width places: columns take the width that most rows
 * need, longer cells are continued on indented lines, nothing is cut, and details follow each row
 * as a paragraph. NULL when out of memory. */
struct sink *screen_open(const struct sink_settings *settings);

#endif
