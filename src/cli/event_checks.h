/* SPDX-License-Identifier: MIT */
#ifndef SOCKVIEW_CLI_EVENT_CHECKS_H
#define SOCKVIEW_CLI_EVENT_CHECKS_H

#include "run/query.h"
#include "util/error.h"

/* Whether the kernel reports what a query with -E asks for: the families, what the filter tests,
 * and the states, which are those of destroyed sockets. False with `error`. */
bool event_checks_pass(const struct query *query, struct error *error);

#endif
