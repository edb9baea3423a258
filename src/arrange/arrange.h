/* SPDX-License-Identifier: MIT */
#ifndef SOCKVIEW_ARRANGE_ARRANGE_H
#define SOCKVIEW_ARRANGE_ARRANGE_H

#include "arrange/changes.h"
#include "arrange/kill.h"
#include "arrange/order_key.h"
#include "filter/filter.h"
#include "lookups.h"
#include "sink.h"

/* What is done with matching rows before a format prints them. A part of the query. Starts zeroed:
 * nothing. */
struct arrangement {
    enum kill_mode kill;
    struct sort_key *keys; /* of --sort; owned by the query */
    size_t key_count;
    uint64_t limit; /* rows that are shown at most; 0: no limit */
    bool unsorted;  /* --sort=none: a terminal shows rows as they arrive */
};

/* Is told that no row was left after the lookups, before the answer ends. */
struct no_rows {
    void (*tell)(void *context, struct notes *notes); /* or NULL */
    void *context;
};

/* What the sinks of a pipeline need. Borrowed for the life of the pipeline. */
struct arrange_settings {
    struct arrangement arrangement;
    const struct filter *filter; /* or NULL */
    struct lookups *lookups;
    unsigned needs;   /* enum need; only the bits in NEED_HOLD count: lookups for all rows at
                       * once */
    const char *proc; /* usually "/proc" */
    const struct killer *killer;
    const struct no_rows *no_rows; /* or NULL */
    uint64_t *listed;              /* learns how many rows the format gets; or NULL */
    size_t order_most; /* without --sort, rows that are put into the usual order, if not more */
    struct changes *changes; /* the answer before, when rows are compared with it; or NULL */
};

/* Every step of a pipeline, from the last one before the format to the first, which gets the rows
 * from the sources. Each is the function `arrange_NAME` in a file of its own: it puts its sink,
 * which owns `next`, before `next`, and returns it. It returns `next` itself when the settings do
 * not ask for it. NULL when out of memory; `next` is freed then. */
/* clang-format off */
#define ARRANGE_STEPS(STEP)                                                                        \
    STEP(listed)                                                                                   \
    STEP(report)                                                                                   \
    STEP(kill)                                                                                     \
    STEP(order)                                                                                    \
    STEP(changes)                                                                                  \
    STEP(limit)                                                                                    \
    STEP(hold)                                                                                     \
    STEP(limit_first)
/* clang-format on */

#define STEP_DECLARE(name)                                                                         \
    struct sink *arrange_##name(struct sink *next, const struct arrange_settings *settings);
ARRANGE_STEPS(STEP_DECLARE)
#undef STEP_DECLARE

/* Puts the sinks that the settings ask for before `format`, and returns the first of them: rows go
 * in there. It owns the others. NULL when `format` is, and when out of memory; `format` is freed
 * then. */
struct sink *arrange_open(struct sink *format, const struct arrange_settings *settings);

#endif
