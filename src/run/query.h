/* SPDX-License-Identifier: MIT */
#ifndef SOCKVIEW_RUN_QUERY_H
#define SOCKVIEW_RUN_QUERY_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "arrange/arrange.h"
#include "column/column.h"
#include "family/family.h"
#include "filter/filter.h"
#include "filter/selection.h"
#include "netns/tour.h"
#include "owners/owners.h"
#include "sink/formats.h"
#include "source/source.h"

/* When colours are used. */
enum colour_choice { COLOUR_AUTO, COLOUR_ALWAYS, COLOUR_NEVER };

/* What was asked. Starts zeroed. */
struct query {
    struct selection selection;
    enum source_choice source;
    enum owners_choice owners;
    struct netns_choice netns;
    const struct format *format;
    struct chosen_column *columns; /* owned */
    size_t column_count;
    unsigned needs;   /* of these columns: enum need */
    unsigned details; /* enum column_set of the detail options that were given */
    struct arrangement arrangement;
    bool numeric;
    bool summary; /* totals in place of sockets */
    bool no_header;
    bool one_line; /* a terminal shows a socket on one line, and all its owners */
    bool unsorted; /* a terminal shows rows as they come */
    bool ascii;    /* nothing outside ASCII is printed to a terminal */
    enum colour_choice colour;
    bool events;       /* sockets as they are destroyed, in place of those that there are */
    bool repeats;      /* one answer after the other, until interrupted */
    uint64_t interval; /* nanoseconds from the beginning of an answer to that of the next */
    uint64_t count;    /* how many answers, or events, at most; 0: no limit */
};

/* Frees what the query owns. */
void query_free(struct query *query);

#endif
