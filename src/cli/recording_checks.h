/* SPDX-License-Identifier: MIT */
#ifndef SOCKVIEW_CLI_RECORDING_CHECKS_H
#define SOCKVIEW_CLI_RECORDING_CHECKS_H

#include "run/query.h"
#include "util/error.h"

/* Checks that the query asks nothing of a recording that only the machine itself can tell, such as
 * who holds a socket. As another program, a column may ask for it, and stays unknown. False with
 * `error`. */
bool recording_checks_pass(const struct query *query, struct error *error);

#endif
