/* SPDX-License-Identifier: MIT */
#ifndef SOCKVIEW_SINK_LAYOUTS_H
#define SOCKVIEW_SINK_LAYOUTS_H

#include "sink/format.h"

/* The layouts of other programs. They are no choice of --format, because each goes with the whole
 * manner of its program (cli/dialect.h). */
extern const struct format format_ss;
extern const struct format format_netstat;

#endif
