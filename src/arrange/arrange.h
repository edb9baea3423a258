/* SPDX-License-Identifier: MIT */
#ifndef SOCKVIEW_ARRANGE_ARRANGE_H
#define SOCKVIEW_ARRANGE_ARRANGE_H

#include "arrange/changes.h"
#include "arrange/grouping.h"
#include "arrange/health.h"
#include "arrange/kill.h"
#include "arrange/order_key.h"
#include "filter/filter.h"
#include "lookups.h"
#include "sink.h"

/* What is done with matching rows before a format prints them. It is a part of the query. It starts
 * zeroed, which does nothing. */
struct arrangement {
    enum kill_mode kill;
    struct sort_key *keys; /* of --sort; owned by the query */
    size_t key_count;
    struct grouping grouping;
    struct health health;
    uint64_t limit; /* rows that are shown at most; 0: no limit */
    bool unsorted;  /* --sort=none: a terminal shows rows as they arrive */
};

/* Called before the answer ends, when no row is left after the lookups. */
struct no_rows {
    void (*tell)(void *context, struct notes *notes); /* or NULL */
    void *context;
};

/* Called when owners were looked up; it may add notes. */
struct after_owners {
    void (*look)(void *context, struct notes *notes);
    void *context;
};

/* Everything that the sinks of a pipeline need. Borrowed as long as the pipeline exists. */
struct arrange_settings {
    struct arrangement arrangement;
    const struct filter *filter; /* or NULL */
    struct lookups *lookups;
    unsigned needs;   /* enum need; only the bits in NEED_HOLD count: lookups for all rows at
                       * once */
    const char *proc; /* usually "/proc" */
    const struct killer *killer;
    const struct no_rows *no_rows;    /* or NULL */
    struct after_owners after_owners; /* `look` may be NULL */
    uint64_t *listed;                 /* learns how many rows the format gets; or NULL */
    size_t order_most; /* without --sort, rows that are put into the usual order, if not more */
    struct changes *changes; /* the answer before, when rows are compared with it; or NULL */
};

/* The steps of a pipeline. The first one here is the last before the format; the last one here gets
 * the rows from the sources. Each step is the function `arrange_NAME` in its own file. It makes a
 * sink that owns `next` and passes rows on to it, and returns that sink. When the settings do not
 * ask for the step, it returns `next`. When memory runs out, it frees `next` and returns NULL. */
/* clang-format off */
#define ARRANGE_STEPS(STEP)                                                                        \
    STEP(listed)                                                                                   \
    STEP(report)                                                                                   \
    STEP(kill)                                                                                     \
    STEP(order)                                                                                    \
    STEP(count)                                                                                    \
    STEP(diagnose)                                                                                 \
    STEP(limit_last)                                                                               \
    STEP(changes)                                                                                  \
    STEP(limit)                                                                                    \
    STEP(hold)                                                                                     \
    STEP(suspects)                                                                                 \
    STEP(limit_first)
/* clang-format on */

#define STEP_DECLARE(name)                                                                         \
    struct sink *arrange_##name(struct sink *next, const struct arrange_settings *settings);
ARRANGE_STEPS(STEP_DECLARE)
#undef STEP_DECLARE

/* Builds the pipeline: the sinks that the settings ask for, and `format` after them. Returns the
 * first sink, which gets the rows and owns the others. NULL when `format` is NULL, and when memory
 * runs out; `format` is freed then. */
struct sink *arrange_open(struct sink *format, const struct arrange_settings *settings);

#endif
