/* SPDX-License-Identifier: MIT */
#ifndef SOCKVIEW_ARRANGE_PEERS_H
#define SOCKVIEW_ARRANGE_PEERS_H

#include "sock.h"

/* The two ends of a connection, in the order in which its other end has them. */
struct peer_ends {
    uint8_t bytes[2][20]; /* address (IPv4 as IPv4-mapped) and port */
};

/* Connections that were destroyed at one end. Starts zeroed. */
struct peers {
    struct peer_ends *items; /* owned */
    size_t count, capacity;
};

/* Adds a destroyed socket. The kernel resets its peer only when it is a TCP connection; others are
 * not added. False when out of memory. */
bool peers_add(struct peers *peers, const struct sock *sock);

/* To be called after the last peers_add and before peers_has. */
void peers_sort(struct peers *peers);

/* Whether the other end of the connection of a socket was added. */
bool peers_has(const struct peers *peers, const struct sock *sock);

/* Frees the set. */
void peers_free(struct peers *peers);

#endif
