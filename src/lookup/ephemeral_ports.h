/* SPDX-License-Identifier: MIT */
#ifndef SOCKVIEW_LOOKUP_EPHEMERAL_PORTS_H
#define SOCKVIEW_LOOKUP_EPHEMERAL_PORTS_H

#include <stddef.h>
#include <stdint.h>

#include "lookup/lookup.h"
#include "util/strbuf.h"

/* The ports that the kernel chooses by itself for a connection, in one network namespace
 * (ip_local_port_range and ip_local_reserved_ports; ip-sysctl in the kernel's documentation). */
struct ephemeral_ports {
    uint32_t netns;         /* inode of the namespace, 0 if unknown */
    bool known;             /* the range could be read */
    bool reserved_known;    /* the reserved ports could be read */
    uint32_t first, last;   /* of the range */
    struct strbuf reserved; /* as the kernel writes them: 8080,9000-9010; empty: none */
    uint64_t *blocked;      /* a bit for each port that is reserved */
};

/* Reads the ports of the network namespace of this thread, whose inode is `netns`. */
void ephemeral_ports_learn(struct lookup_states *states, uint32_t netns);

/* Those of the namespace at a place, in the order of learning. NULL after the last. Valid until
 * the lookups are forgotten. */
const struct ephemeral_ports *ephemeral_ports_at(struct lookup_states *states, size_t place);

/* Those of a namespace, or NULL when it was not learned. */
const struct ephemeral_ports *ephemeral_ports_find(struct lookup_states *states, uint32_t netns);

/* Whether the kernel chooses the port by itself: it is in the range and not reserved. */
bool ephemeral_ports_have(const struct ephemeral_ports *ports, uint32_t port);

/* How many ports the kernel chooses from. */
uint32_t ephemeral_ports_count(const struct ephemeral_ports *ports);

#endif
