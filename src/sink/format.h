/* SPDX-License-Identifier: MIT */
#ifndef SOCKVIEW_SINK_FORMAT_H
#define SOCKVIEW_SINK_FORMAT_H

#include "sink.h"
#include "sink/settings.h"

/* How a format shows the totals of -s. */
enum totals_form {
    TOTALS_NONE, /* it cannot show them */
    TOTALS_TABLE,
    TOTALS_JSON,
    TOTALS_SS,
};

/* A format of the output: all that sockview knows of it. */
struct format {
    const char *name; /* for --format */
    const char *help;
    enum column_set columns; /* which columns it has by default */
    bool words;              /* details are words after the row rather than columns */
    bool has_end;            /* a document with an end, so it cannot go on for ever */
    bool in_place;           /* on a terminal, answers of -c are drawn in the same place */
    bool rows_only;          /* it has rows and nothing else, so each row has the time of -c */
    bool trailer;            /* it can have a last row about the answer (--trailer) */
    bool has_schema;         /* --schema describes it */
    enum totals_form totals;
    /* What its rows need (enum need) with these details (enum column_set). NULL: what the columns
     * need. */
    unsigned (*needs)(unsigned details);
    /* A new sink, or NULL when out of memory. */
    struct sink *(*open)(const struct sink_settings *settings);
};

#endif
