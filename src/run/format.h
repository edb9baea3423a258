/* SPDX-License-Identifier: MIT */
#ifndef SOCKVIEW_RUN_FORMAT_H
#define SOCKVIEW_RUN_FORMAT_H

#include "sink.h"
#include "sink/settings.h"

struct summary_output;

/* One row of the table of formats. */
struct format {
    const char *name; /* for --format */
    const char *help;
    enum column_set columns; /* which columns it has by default */
    bool words;              /* details are words behind the row rather than columns */
    bool has_end;            /* it is one whole, so that it cannot go on for ever */
    bool rows_only;          /* nothing else is printed, so that each row tells the time of -c */
    /* A new sink, or NULL when out of memory. */
    struct sink *(*open)(const struct sink_settings *settings);
    /* Appends what -s answers, or NULL when the format has no place for it. */
    void (*put_summary)(struct strbuf *buffer, const struct summary_output *output);
};

extern const struct format formats[];
extern const size_t formats_count;

/* The format of that name, or NULL. */
const struct format *format_find(struct slice name);

#endif
