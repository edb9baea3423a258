/* SPDX-License-Identifier: MIT */
#ifndef SOCKVIEW_NETNS_VETHS_H
#define SOCKVIEW_NETNS_VETHS_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "lookup/joined.h"

/* The veth devices of network namespaces. Starts zeroed. */
struct veths {
    struct veth *items; /* owned; those whose other end is in another namespace */
    size_t count, capacity;
    struct veth_space *spaces; /* owned; the namespaces that have some */
    size_t space_count, space_capacity;
};

/* Learns the veth devices of the network namespace of this thread, whose inode is `netns`. When it
 * has any, two descriptors stay open until veths_join. Returns 0, or an errno when they cannot be
 * read; the namespace is then connected to none. */
int veths_learn(struct veths *veths, uint32_t netns);

/* Adds the namespaces that are connected over a pair of devices to `joined`. Each device must name
 * the other one: by its index, and by the number that the namespace of the other one has in its own
 * (RTM_GETNSID). Frees all. `joined` may be NULL. */
void veths_join(struct veths *veths, struct joined *joined);

#endif
