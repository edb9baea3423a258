/* SPDX-License-Identifier: MIT */
#ifndef SOCKVIEW_LOOKUP_INTERFACES_H
#define SOCKVIEW_LOOKUP_INTERFACES_H

#include <stdint.h>

#include "lookup/names.h"

/* Names of network interfaces by index (if_indextoname), each asked once. Starts zeroed. */
struct interfaces {
    struct names names;
};

/* The name of the interface, or its index in decimal when it has gone (RFC 4007 allows a number
 * as a zone). The text stays until interfaces_free. */
struct slice interfaces_find(struct interfaces *interfaces, uint32_t index);

/* Frees the names. */
void interfaces_free(struct interfaces *interfaces);

#endif
