/* SPDX-License-Identifier: MIT */
#ifndef SOCKVIEW_FILTER_EXACT_H
#define SOCKVIEW_FILTER_EXACT_H

#include "filter/filter.h"

/* The two ends of one connection. */
struct filter_connection {
    int family;              /* AF_INET or AF_INET6 */
    struct endpoint ends[2]; /* local and peer */
};

/* Whether only sockets with one pair of ends can match. The kernel can then look them up without a
 * walk through its tables. Fills `connection` when true. */
bool filter_find_connection(const struct filter *filter, struct filter_connection *connection);

#endif
