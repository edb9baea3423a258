/* SPDX-License-Identifier: MIT */
#ifndef SOCKVIEW_RUN_PRIVILEGES_H
#define SOCKVIEW_RUN_PRIVILEGES_H

#include <stdint.h>

#include "run/query.h"
#include "util/capability.h"
#include "util/error.h"

/* The capabilities among `permitted` that a run with this query can need (util/capability.h): all
 * of them when the kernel compares sets of capabilities. */
uint64_t privileges_needed(const struct query *query, uint64_t permitted);

/* Gives up every other capability, and the gain of rights by execve(2), for this thread and all
 * that it starts. To be called before it starts one. Where a sandbox forbids that, the run goes on:
 * it has no more rights than it was given. */
void privileges_limit(const struct query *query);

/* Whether the proc file system of --host-proc and a recording may be read: not with rights that the
 * file of the program lends, because they can be made up. Neither may a recording be written to a
 * file then. False with `error`, also when the former
 * is no directory. */
bool privileges_allow_sources(const struct query *query, struct error *error);

#endif
