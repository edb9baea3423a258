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
#include "run/expectation.h"
#include "sink/formats.h"
#include "source/source.h"
#include "util/arena.h"
#include "view/view.h"

/* When colours are used. */
enum colour_choice { COLOUR_AUTO, COLOUR_ALWAYS, COLOUR_NEVER };

/* What the command line asked for. Starts zeroed. */
struct query {
    struct selection selection;
    enum source_choice source;
    const char *record; /* TCP sockets are recorded in this file instead of shown; "-" is standard
                         * output; borrowed; or NULL */
    struct recording recording; /* TCP sockets are read from it, if it has a path */
    enum owners_choice owners;
    const char *host_proc; /* where another procfs is mounted; borrowed; NULL: /proc */
    struct netns_choice netns;
    const struct format *format;
    struct chosen_column *columns; /* owned */
    size_t column_count;
    struct chosen_column *sentence; /* on a terminal instead of `columns`, for rows as sentences;
                                     * owned, or NULL */
    size_t sentence_count;
    unsigned needs;   /* enum need of these columns */
    unsigned details; /* enum column_set of the given detail options */
    struct arrangement arrangement;
    struct arena texts; /* names of columns that were made for this query */
    struct layout_choice layout;
    const struct family *const *order; /* in which families are read, all that are chosen, ends with
                                        * NULL; borrowed; NULL: that of families[] */
    bool apart;                        /* IPv4 and IPv6 are read one after the other */
    bool as_other;        /* speaks as another program does: notes only about what is missing */
    bool warns_of_owners; /* as another program: says that owners are hidden, on two lines */
    bool totals_first;    /* totals, and then the sockets */
    bool numeric;
    const struct view *view; /* shown instead of sockets; or NULL */
    bool summary;            /* show the summary instead of sockets */
    bool verbose;            /* with `summary`: show every number */
    bool no_header;
    bool trailer;  /* the answer ends with a row about it */
    bool one_line; /* on a terminal, show a socket on one line with all its owners */
    bool ascii;    /* print only ASCII to a terminal */
    enum colour_choice colour;
    bool events;       /* show sockets when they are destroyed, instead of existing ones */
    bool repeats;      /* repeat the answer until interrupted */
    uint64_t interval; /* nanoseconds between the beginnings of two answers */
    uint64_t rounds;   /* limit on answers; 0: no limit */
    bool quiet;        /* print nothing to standard output */
    struct expectation expect;
    bool brief; /* a look of --wait that is not the last, and whose answer is not printed if it is
                 * empty: what matters only to an empty answer is left out */
    bool waits; /* answer until `expect` holds */
    uint64_t wait; /* nanoseconds, at most; or WAIT_FOR_EVER */
};

/* The procfs that owners and tables are read from. */
static inline const char *query_proc(const struct query *query)
{
    return query->host_proc != NULL ? query->host_proc : "/proc";
}

/* Whether all sockets come from a recording, of which nobody knows when and where it was made. */
static inline bool query_is_recorded(const struct query *query)
{
    return query->source == SOURCE_FILE;
}

/* Frees what the query owns. */
void query_free(struct query *query);

#endif
