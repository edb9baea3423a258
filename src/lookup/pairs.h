/* SPDX-License-Identifier: MIT */
#ifndef SOCKVIEW_LOOKUP_PAIRS_H
#define SOCKVIEW_LOOKUP_PAIRS_H

#include <stdbool.h>
#include <stdint.h>

#include "lookup/lookup.h"
#include "sock.h"

/* The other end of a connection, when it is a socket of this machine. */
struct other_end {
    uint32_t inode;
    uint32_t netns; /* inode of its network namespace, 0 if unknown */
};

/* Learns which addresses are local to the network namespace of this thread. `netns` is its inode. A
 * connection has its other end there only when both of its addresses are. */
void pairs_learn(struct lookup_states *states, uint32_t netns);

/* Adds a socket that may be the other end of another one. Call it for all of them before pairs_find
 * is called. */
void pairs_add(struct lookup_states *states, const struct sock *sock);

/* Finds the socket at the other end of a connection. False when it is not known for certain:
 * unless exactly one socket has the same two ends and exactly one has them the other way round,
 * both addresses are local, and neither socket is transparent (IP_TRANSPARENT, with which a proxy
 * has addresses of others). A UNIX socket names its peer itself; for datagrams that is where they
 * are sent to. */
bool pairs_find(struct lookup_states *states, const struct sock *sock, struct other_end *other);

#endif
