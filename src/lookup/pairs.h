/* SPDX-License-Identifier: MIT */
#ifndef SOCKVIEW_LOOKUP_PAIRS_H
#define SOCKVIEW_LOOKUP_PAIRS_H

#include <stdbool.h>
#include <stdint.h>

#include "lookup/joined.h"
#include "lookup/lookup.h"
#include "sock.h"

/* The other end of a connection, when it is a socket of this machine. */
struct other_end {
    uint32_t inode;
    uint32_t netns; /* inode of its network namespace, 0 if unknown */
};

/* Learns which addresses are local to the network namespace of this thread. `netns` is its inode.
 * Without this, only connections over loopback have their other ends in there. */
void pairs_learn(struct lookup_states *states, uint32_t netns);

/* The network namespaces that are connected to each other; the caller adds to them before
 * pairs_find is called. While there are none, both ends of a connection must be in one namespace.
 * NULL when out of memory. Valid until the states are forgotten or freed. */
struct joined *pairs_joined(struct lookup_states *states);

/* Adds a socket that may be the other end of another one. Call it for all of them before pairs_find
 * is called. */
void pairs_add(struct lookup_states *states, const struct sock *sock);

/* Notes that a socket is shown, so that pairs_each gives its other end. Call it right after the
 * pairs_add of this socket. */
void pairs_show(struct lookup_states *states, const struct sock *sock);

/* Calls `take` with the inode of each other end of a socket that is shown, except those that are
 * shown themselves, until it returns false. False then. */
bool pairs_each(struct lookup_states *states, bool (*take)(void *context, uint32_t inode),
                void *context);

/* Finds the socket at the other end of a connection. False when it is not known for certain.
 * Exactly one socket must have the same two ends, and exactly one must have them the other way
 * round. Neither may be transparent (IP_TRANSPARENT, with which a proxy has addresses of others).
 * When both are in one network namespace, both addresses are local to it. Otherwise each address is
 * local to one of the two namespaces only, these are connected, and no other
 * socket of any namespace has these ends. A UNIX socket names its peer itself; for datagrams that
 * is where they are sent to. Quick when sockets are asked for in the order in which they were
 * added. */
bool pairs_find(struct lookup_states *states, const struct sock *sock, struct other_end *other);

#endif
