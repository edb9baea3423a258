/* SPDX-License-Identifier: MIT */
#ifndef SOCKVIEW_SINK_SETTINGS_H
#define SOCKVIEW_SINK_SETTINGS_H

#include <stdbool.h>
#include <stddef.h>
#include <stdio.h>

#include "column/column.h"

/* A column that was chosen for the output. */
struct chosen_column {
    const struct column *column;
    bool named; /* an option for details or --columns asked for it, not the format by itself */
    bool word;  /* in a table: a name:value word behind the row, left out when unknown */
};

/* What a format needs to know; borrowed by the sink for its life. */
struct sink_settings {
    const struct chosen_column *columns;
    size_t column_count;
    struct lookups *lookups;
    FILE *output;
    size_t screen_width; /* places of the terminal that a table is laid out for; 0: none */
    bool header;         /* a table has a header line */
    bool stream;         /* each row is printed when it comes, however few there are */
    bool first;          /* it is the first answer: what stands once for all rounds is printed */
    bool timed;          /* a table has a line with the time of the answer (lookups->time) */
    bool colour;         /* paint states with SGR codes */
    bool ascii;          /* the terminal understands no UTF-8 */
    const char *version; /* of this program */
    const char *host;    /* name of this machine */
};

#endif
