/* SPDX-License-Identifier: MIT */
#ifndef SOCKVIEW_RUN_VIEW_OUTPUT_H
#define SOCKVIEW_RUN_VIEW_OUTPUT_H

#include "run/query.h"
#include "sink/settings.h"

enum { VIEW_SECTIONS_MOST = 4, VIEW_COLUMNS_MOST = 24 };

/* The settings of the format for each section of a view. Starts zeroed. */
struct view_output {
    const struct query *query; /* borrowed */
    struct view_settings view;
    struct sink_settings trial; /* of a sink that shows how long a section is */
    struct sink_settings settings[VIEW_SECTIONS_MOST];
    struct chosen_column columns[VIEW_SECTIONS_MOST][VIEW_COLUMNS_MOST];
};

/* Opens the format of the query for each section of its view, and the view before them. `settings`
 * are those of the format; they and `output` are borrowed by the sink. NULL when out of memory. */
struct sink *view_output_open(struct view_output *output, const struct query *query,
                              const struct sink_settings *settings);

#endif
