/* SPDX-License-Identifier: MIT */
#ifndef SOCKVIEW_LOOKUP_LISTENERS_H
#define SOCKVIEW_LOOKUP_LISTENERS_H

#include <stddef.h>
#include <stdint.h>

#include "lookup/lookup.h"
#include "sock.h"

/* An address and port on which at least one socket waits for others to begin: it listens, or is a
 * datagram socket with a port and without a peer. */
struct listener {
    const struct kind *kind;
    uint32_t netns;      /* inode of its network namespace, 0 if unknown */
    uint32_t port;       /* host order */
    uint8_t address[16]; /* IPv4 as IPv4-mapped */
};

/* Adds a socket, if it is a listener. Call it for all sockets before the functions below are
 * called. */
void listeners_add(struct lookup_states *states, const struct sock *sock);

/* The listener at the local end of a connection, or at that of a listener itself: the one with the
 * same address, or else one for every address. NULL when there is none. Valid until the lookups
 * are forgotten. */
const struct listener *listeners_find(struct lookup_states *states, const struct sock *sock);

/* The same for one end of a socket (&sock->local or &sock->peer), in the namespace of the socket.
 */
const struct listener *listeners_find_end(struct lookup_states *states, const struct sock *sock,
                                          const struct endpoint *end);

/* The listener at a place, in order of kind, namespace, port and address. NULL after the last. */
const struct listener *listeners_at(struct lookup_states *states, size_t place);

/* How many different listeners there are. */
size_t listeners_count(struct lookup_states *states);

#endif
