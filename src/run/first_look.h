/* SPDX-License-Identifier: MIT */
#ifndef SOCKVIEW_RUN_FIRST_LOOK_H
#define SOCKVIEW_RUN_FIRST_LOOK_H

#include "run/query.h"

/* Reads the sockets of a query without showing them, and keeps their counters, so that the answer
 * after it can show how fast they grow. What could not be read is not noted: the answer has the
 * same trouble. False with `error` when it could not be read at all. */
bool first_look(const struct query *asked, struct lookups *lookups, struct error *error);

#endif
