/* SPDX-License-Identifier: MIT */
#ifndef SOCKVIEW_RUN_DATABASES_H
#define SOCKVIEW_RUN_DATABASES_H

#include "lookups.h"
#include "run/query.h"

/* Lets the C library read the databases of names that rows of the query show: services, and with
 * user 0 the modules that know users. To be called before the first row is printed: the C library
 * can crash when memory runs out in it, and that must not lose rows. */
void databases_load(const struct query *query, struct lookups *lookups);

#endif
