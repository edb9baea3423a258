/* SPDX-License-Identifier: MIT */
#ifndef SOCKVIEW_FILTER_EXACT_H
#define SOCKVIEW_FILTER_EXACT_H

#include "filter/filter.h"

/* Both ends of one connection. */
struct filter_connection {
    int family;              /* AF_INET or AF_INET6 */
    struct endpoint ends[2]; /* this end, and the other */
};

/* Whether nothing but the sockets with these two ends can match, which the kernel can look up
 * without a walk of its tables. Fills `connection` then. */
bool filter_find_connection(const struct filter *filter, struct filter_connection *connection);

#endif
