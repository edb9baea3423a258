/* SPDX-License-Identifier: MIT */
#ifndef SOCKVIEW_RUN_EXPECTATION_H
#define SOCKVIEW_RUN_EXPECTATION_H

#include <stdbool.h>
#include <stdint.h>

/* How many sockets or groups an answer should list (--expect). */
struct expectation {
    bool given;
    uint64_t least, most; /* both are included; UINT64_MAX as `most`: no limit */
};

/* Whether so many are as expected. True for every number when nothing is expected. */
static inline bool expectation_holds(const struct expectation *expectation, uint64_t count)
{
    return !expectation->given || (count >= expectation->least && count <= expectation->most);
}

#endif
