/* SPDX-License-Identifier: MIT */
#ifndef SOCKVIEW_RUN_ROUNDS_H
#define SOCKVIEW_RUN_ROUNDS_H

#include <stdbool.h>
#include <stddef.h>

#include "run/pager.h"
#include "run/query.h"
#include "run/redraw.h"
#include "run/view_output.h"
#include "sink/settings.h"
#include "util/error.h"
#include "util/notes.h"
#include "util/strbuf.h"

/* All answers to one query: what they share, and their outcome. Starts zeroed, except for the
 * borrowed members, the settings, and the settings of the lookups. `settings.lookups` points to the
 * lookups in this structure. */
struct rounds {
    const struct query *query;
    struct sink_settings settings;
    struct view_output view; /* of the newest answer */
    struct lookups lookups;
    void (*tell)(const char *note);       /* shows a note to the user */
    bool (*confirm)(size_t count);        /* as in struct killer */
    struct pager *pager;                  /* what the output goes through; or NULL */
    struct redraw *redraw;                /* the same */
    struct chosen_column *signed_columns; /* those of the query after the sign of changes; owned */
    struct changes changes;               /* the answer before, for the next */
    bool unshown;                         /* the answer is only to be compared with the next */
    struct notes held;                    /* shown after the terminal is restored */
    struct strbuf time;                   /* of the newest, NUL-terminated */
    struct notes notes;                   /* of the newest */
    struct notes before;                  /* of the one before */
    struct notes told;                    /* with -E: of the whole time */
    enum outcome outcome;                 /* of the worst */
    uint64_t listed;                      /* by the newest, if --expect is given */
    bool met;                             /* --expect holds for the newest */
    bool unexpected;                      /* it did not hold for one of them */
    size_t destroyed;                     /* by -K */
};

/* Answers the query once, or repeatedly until it is interrupted or the reader has gone. Each answer
 * is flushed. Its notes are shown unless the answer before had the same ones. When nothing can be
 * read at all, no further answers follow. False with `error` when the output failed. */
bool rounds_run(struct rounds *rounds, struct error *error);

/* The outcome of all answers. It is complete when the reader has gone, unless sockets were to be
 * destroyed. */
enum outcome rounds_outcome(const struct rounds *rounds);

/* Frees everything that the answers left. */
void rounds_free(struct rounds *rounds);

#endif
