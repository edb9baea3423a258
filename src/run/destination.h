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

/* Chooses what stands before the terminal, where standard output is one: a pager for one answer, a
 * screen of its own for several. Starts to show the progress where the work may take long. `query`
 * is NULL for a text such as the help. False with errno when out of memory. */
bool destination_open(struct destination *destination, const struct query *query, bool no_pager);

/* Frees it. Standard output stays open. */
void destination_close(struct destination *destination);

#endif
