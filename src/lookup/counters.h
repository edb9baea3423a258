/* SPDX-License-Identifier: MIT */
#ifndef SOCKVIEW_LOOKUP_COUNTERS_H
#define SOCKVIEW_LOOKUP_COUNTERS_H

#include <stdbool.h>
#include <stdint.h>

#include "lookup/lookup.h"

/* Counters of a socket that are kept from one look to the next. */
enum { COUNTERS_MOST = 6 };

/* The counters of a socket at one moment. */
struct counters {
    uint64_t cookie; /* with the namespace it identifies the socket */
    uint64_t time;   /* when they were read, in nanoseconds (clock_steady) */
    uint64_t values[COUNTERS_MOST];
    uint32_t netns; /* older kernels count cookies in each network namespace */
    uint32_t known; /* a bit for each known counter */
};

/* Keeps the counters of a socket of this look. When memory runs out, a note comes of it
 * (lookup_states_failed). */
void counters_keep(struct lookup_states *states, const struct counters *counters);

/* What was kept of a socket in this look, or in the one before. NULL when there is nothing. Valid
 * until the next counters_keep or counters_next. */
const struct counters *counters_now(struct lookup_states *states, uint64_t cookie, uint32_t netns);
const struct counters *counters_before(struct lookup_states *states, uint64_t cookie,
                                       uint32_t netns);

/* Begins the next look: what was kept is what was before, and what was before is forgotten. */
void counters_next(struct lookup_states *states);

#endif
