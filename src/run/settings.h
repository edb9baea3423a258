/* SPDX-License-Identifier: MIT */
#ifndef SOCKVIEW_RUN_SETTINGS_H
#define SOCKVIEW_RUN_SETTINGS_H

#include <stdio.h>

#include "run/query.h"
#include "sink/settings.h"
#include "util/progress.h"

/* What a query, standard output and the environment say about lookups. `progress` is borrowed. */
struct lookups settings_lookups(const struct query *query, struct progress *progress);

/* The same for the format, without `version` and `host`. Everything is borrowed. */
struct sink_settings settings_for(const struct query *query, struct lookups *lookups, FILE *output);

#endif
