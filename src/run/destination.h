/* SPDX-License-Identifier: MIT */
#ifndef SOCKVIEW_RUN_DESTINATION_H
#define SOCKVIEW_RUN_DESTINATION_H

#include <stdbool.h>
#include <stdio.h>

#include "run/pager.h"
#include "run/query.h"
#include "run/redraw.h"
#include "util/progress.h"

/* Where answers go: standard output, and what a terminal has before it. Starts zeroed. */
struct destination {
    FILE *stream;
    struct pager *pager;   /* owner of the stream, or NULL */
    struct redraw *redraw; /* the same */
    struct progress progress;
};

/* Chooses how output reaches the terminal, when standard output is one: through a pager for one
 * answer, on a screen of its own for several. Shows the progress of work that takes long. `query`
 * is NULL for a text such as the help. False with errno when out of memory. */
bool destination_open(struct destination *destination, const struct query *query, bool no_pager);

/* Frees it. Standard output stays open. */
void destination_close(struct destination *destination);

#endif
