/* SPDX-License-Identifier: MIT */
#ifndef SOCKVIEW_LOOKUP_PROTOCOLS_H
#define SOCKVIEW_LOOKUP_PROTOCOLS_H

#include <stdint.h>

#include "lookup/names.h"

/* Names of IP protocols through the C library's protocols database (getprotobynumber_r), each
 * asked once. Starts zeroed. */
struct protocols {
    struct names names;
};

/* The name of a protocol ("icmp"), or an empty slice. The text stays until protocols_free. */
struct slice protocols_find(struct protocols *protocols, uint8_t number);

/* Frees the names. */
void protocols_free(struct protocols *protocols);

#endif
