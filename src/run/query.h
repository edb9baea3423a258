/* SPDX-License-Identifier: MIT */
#ifndef SOCKVIEW_RUN_QUERY_H
#define SOCKVIEW_RUN_QUERY_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "arrange/kill.h"
#include "column/column.h"
#include "family/family.h"
#include "filter/filter.h"
#include "filter/selection.h"
#include "netns/tour.h"
#include "owners/owners.h"
#include "sink.h"
#include "source/source.h"

/* Which internet protocol was asked for; none means both. */
enum { NARROW_IPV4 = 1u << 0, NARROW_IPV6 = 1u << 1 };

/* When colours are used. */
enum colour_choice { COLOUR_AUTO, COLOUR_ALWAYS, COLOUR_NEVER };

/* What was asked. Starts zeroed; `families` points into the table of families. */
struct query {
    struct selection selection;
    unsigned addresses;    /* NARROW_* */
    uint32_t states;       /* 0: everything but LISTEN and UNCONN */
    bool unasked;          /* no state was asked for: families show more (shown_unasked) */
    struct filter *filter; /* owned; NULL: everything */
    enum source_choice source;
    enum owners_choice owners;
    struct netns_choice netns;
    const struct format *format;
    struct chosen_column *columns; /* owned */
    size_t column_count;
    unsigned needs;   /* of these columns: enum column_need */
    unsigned details; /* enum column_set of the detail options that were given */
    enum kill_mode kill;
    bool numeric;
    bool summary; /* totals in place of sockets */
    bool no_header;
    enum colour_choice colour;
    bool events;       /* sockets as they are destroyed, in place of those that there are */
    bool repeats;      /* one answer after the other, until interrupted */
    uint64_t interval; /* nanoseconds from the beginning of an answer to that of the next */
    uint64_t count;    /* how many answers, or events, at most; 0: no limit */
};

/* Frees what the query owns. */
void query_free(struct query *query);

/* Fills `columns` and `needs` for the chosen format and details. `list` is the argument of
 * --columns, or NULL: `+name` adds one to the format's own columns, `-name` takes one away, and a
 * list with a bare name has just what it names. False with `error` for a name that is no column, or
 * when none is left. */
bool query_choose_columns(struct query *query, const char *list, struct error *error);

/* The states that are asked for of a family. */
uint32_t query_states(const struct query *query, const struct family *family);

/* Whether any of the chosen kinds of sockets can be in one of the chosen states. */
bool query_is_possible(const struct query *query);

/* Whether a table of families[family] is asked for by the query. */
bool query_wants_table(const struct query *query, size_t family, const struct socket_table *table);

/* The states that may be among the answers of a family: those asked for that the filter can let
 * through. Others need not be read. */
uint32_t query_possible_states(const struct query *query, const struct family *family);

/* Whether a socket is asked for: its kind and its state. */
bool query_wants_sock(const struct query *query, const struct sock *sock);

#endif
