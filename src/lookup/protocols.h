/* SPDX-License-Identifier: MIT */
#ifndef SOCKVIEW_LOOKUP_PROTOCOLS_H
#define SOCKVIEW_LOOKUP_PROTOCOLS_H

#include <stdint.h>

#include "lookup/lookup.h"
#include "util/slice.h"

/* The name of an IP protocol ("icmp") through the C library's protocols database
 * (getprotobynumber_r), or from /etc/protocols where the library has no such function. Each is
 * asked for once; empty when it has none. The text stays until the state is freed. */
struct slice protocols_find(struct lookup_states *states, uint8_t number);

#endif
