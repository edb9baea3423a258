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
    bool word;  /* in a table: a name:value word after the row, left out when unknown */
};

/* What the layouts of other programs need in addition. */
struct layout_choice {
    bool hides_netid;
    bool hides_state;
    bool hides_queues;
    bool has_inet, has_unix; /* which of its two tables netstat prints */
    const char *audience;    /* in the titles of netstat: "w/o servers" */
    bool numeric_users;
};

/* What a format needs. Borrowed by the sink for its life. */
struct sink_settings {
    const struct chosen_column *columns;
    size_t column_count;
    const char *rows;    /* what rows are, as the member of JSON that has them is called */
    const char *nothing; /* a line that a table with a header has in place of no rows; or NULL */
    struct lookups *lookups;
    FILE *output;
    size_t screen_width; /* width of the terminal that a table is laid out for; 0: no terminal */
    bool header;         /* a table has a header line */
    bool stream;         /* each row is printed as soon as it arrives */
    bool first;          /* this is the first answer, so text that belongs once before all answers
                          * is printed */
    bool trailer;        /* the answer ends with a row about it */
    bool marks_rows;     /* a table writes SINK_ROW_MARK before each row */
    bool timed;          /* a table has a line with the time of the answer (lookups->time) */
    bool sentences;      /* on a terminal, rows are sentences (sink/sentences.h) */
    bool joins_rows;     /* sentences share a line where they fit */
    bool says_limit;     /* a table says below its rows what --limit left out */
    unsigned details;    /* enum column_set of the given detail options, for layouts */
    bool one_line;       /* a layout keeps a socket on one line */
    struct layout_choice layout;
    bool colour;         /* use colours (SGR codes) */
    bool ascii;          /* print only ASCII */
    bool continues;      /* rows with other columns came before, in the same answer */
    bool goes_on;        /* such rows follow */
    const char *version; /* version of this program */
    const char *host;    /* name of this machine; NULL: that of the sockets is unknown */
};

#endif
