/* SPDX-License-Identifier: MIT */
#ifndef SOCKVIEW_LOOKUP_PORT_RANGE_H
#define SOCKVIEW_LOOKUP_PORT_RANGE_H

#include <stdbool.h>
#include <stdint.h>

#include "util/id_map.h"

/* The ports that the kernel chooses from by itself, in each network namespace. Starts zeroed. */
struct port_ranges {
    struct id_map ranges; /* inode of a namespace to its first and last port, 16 bits each */
};

/* Whether the port is in the range (ip_local_port_range, ip-sysctl in the kernel's documentation)
 * of a namespace, which has to be this thread's when it is asked about for the first time. */
bool port_ranges_hold(struct port_ranges *ranges, uint32_t netns, uint32_t port);

/* Forgets them. */
void port_ranges_free(struct port_ranges *ranges);

#endif
