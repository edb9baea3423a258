/* SPDX-License-Identifier: MIT */
#ifndef SOCKVIEW_RUN_SHOW_H
#define SOCKVIEW_RUN_SHOW_H

#include "arrange/arrange.h"
#include "run/query.h"
#include "sink.h"
#include "util/error.h"
#include "util/notes.h"

/* Where the sockets go. */
struct show_output {
    struct sink *sink;
    struct killer *killer;   /* gets a destroyer as context when it needs one, until the sink has
                              * ended */
    struct no_rows *no_rows; /* gets what it tells, until the sink has ended */
    unsigned left;           /* enum need: tests of these are left to the sink */
};

/* Reads every table that the query asks for, in every network namespace that it asks for. Hands the
 * sockets in the chosen states that can match the filter to the sink. Whatever could not be read
 * becomes a note. `lookups` learns the names of interfaces of other namespaces. False with `error`
 * when the output failed, or when the chosen namespace cannot be entered; then nothing was printed.
 */
bool show_sockets(const struct query *query, struct lookups *lookups,
                  const struct show_output *output, struct notes *notes, struct error *error);

#endif
