/* SPDX-License-Identifier: MIT */
#ifndef SOCKVIEW_RUN_FIRST_LOOK_H
#define SOCKVIEW_RUN_FIRST_LOOK_H

#include "run/query.h"

/* Reads the sockets of a query without showing them, and keeps their counters, so that the answer
 * after it can show how fast they grow. When something could not be read, `notes` of the answer say
 * it. False with `error` when memory runs out before anything is read. */
bool first_look(const struct query *asked, struct lookups *lookups, struct notes *notes,
                struct error *error);

#endif
