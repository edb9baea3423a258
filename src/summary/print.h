/* SPDX-License-Identifier: MIT */
#ifndef SOCKVIEW_SUMMARY_PRINT_H
#define SOCKVIEW_SUMMARY_PRINT_H

#include "filter/selection.h"
#include "sink/settings.h"
#include "summary/summary.h"

/* What a format needs to print a summary. */
struct summary_output {
    const struct summary *summary;
    const struct selection *selection;
    const struct sink_settings *settings;
    const struct notes *notes;
};

/* TOTALS_TABLE: appends a line for each number, `group.name number limit`. */
void summary_put_table(struct strbuf *buffer, const struct summary_output *output);

/* TOTALS_TABLE without -v, when no family and no IP was asked for: a line for each of the common
 * numbers, with how much of its limit is used. */
void summary_put_brief(struct strbuf *buffer, const struct summary_output *output);

/* TOTALS_JSON: appends one JSON object. */
void summary_put_json(struct strbuf *buffer, const struct summary_output *output);

#endif
