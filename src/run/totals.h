/* SPDX-License-Identifier: MIT */
#ifndef SOCKVIEW_RUN_TOTALS_H
#define SOCKVIEW_RUN_TOTALS_H

#include "run/query.h"
#include "sink/settings.h"
#include "util/error.h"
#include "util/notes.h"

/* Prints the summary of the chosen network namespace (-s). Whatever could not be read becomes a
 * note. False with `error` when the namespace cannot be entered or the output failed. */
bool totals_show(const struct query *query, const struct sink_settings *settings,
                 struct notes *notes, struct error *error);

#endif
