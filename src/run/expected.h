/* SPDX-License-Identifier: MIT */
#ifndef SOCKVIEW_RUN_EXPECTED_H
#define SOCKVIEW_RUN_EXPECTED_H

#include <stdint.h>

#include "run/query.h"
#include "source/in_use.h"

/* About how many sockets of a namespace an answer will list, before the kernel is asked for them. 0
 * with a filter, and when nothing is known. */
uint64_t expected_sockets(const struct selection *selection, const struct sockets_in_use *use);

/* Starts to look for owners before the kernel is asked for sockets, when those of very many will be
 * needed (owners_read_ahead). */
void expected_find_owners(const struct query *query, struct lookups *lookups);

#endif
