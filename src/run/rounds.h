/* SPDX-License-Identifier: MIT */
#ifndef SOCKVIEW_RUN_ROUNDS_H
#define SOCKVIEW_RUN_ROUNDS_H

#include <stdbool.h>
#include <stddef.h>

#include "run/query.h"
#include "sink/settings.h"
#include "util/error.h"
#include "util/notes.h"
#include "util/strbuf.h"

/* The answers to a query, one after the other: what they share, and what became of them. Starts
 * zeroed but for what is borrowed, the settings, and those of the lookups; `settings.lookups` are
 * the rounds' own. */
struct rounds {
    const struct query *query;
    struct sink_settings settings;
    struct lookups lookups;
    void (*tell)(const char *note); /* puts a note before the user */
    bool (*confirm)(size_t count);  /* struct killer's */
    struct strbuf time;             /* of the newest, NUL-terminated */
    struct notes notes;             /* of the newest */
    struct notes before;            /* of the one before */
    enum outcome outcome;           /* of the worst */
    size_t destroyed;               /* by -K */
};

/* Answers once, or again and again as the query says, until that is interrupted or nobody reads it
 * any more; each answer is flushed, and its notes are told unless the one before had them too.
 * Where nothing can be read at all there are no further ones. False with `error` when the output
 * failed. */
bool rounds_run(struct rounds *rounds, struct error *error);

/* What became of them. A reader that left had enough. */
enum outcome rounds_outcome(const struct rounds *rounds);

/* Frees what the answers left. */
void rounds_free(struct rounds *rounds);

#endif
