/* SPDX-License-Identifier: MIT */
#ifndef SOCKVIEW_LOOKUP_PORT_RANGE_H
#define SOCKVIEW_LOOKUP_PORT_RANGE_H

#include <stdbool.h>
#include <stdint.h>

#include "util/id_map.h"

/* The range of ports from which the kernel chooses one by itself, for each network namespace.
 * Starts zeroed. */
struct port_ranges {
    struct id_map ranges; /* inode of a namespace to its first and last port, 16 bits each */
};

/* Whether a port is in the range of a namespace (ip_local_port_range; ip-sysctl in the kernel's
 * documentation). The first call for a namespace must come from a thread that is in it. */
bool port_ranges_hold(struct port_ranges *ranges, uint32_t netns, uint32_t port);

/* Reads the range of the network namespace of this thread. False when it cannot be read, and then
 * `first` and `last` stay as they are. */
bool port_range_read(uint32_t *first, uint32_t *last);

/* Frees the ranges. */
void port_ranges_free(struct port_ranges *ranges);

#endif
