/* SPDX-License-Identifier: MIT */
#ifndef SOCKVIEW_VIEW_DESTINATION_H
#define SOCKVIEW_VIEW_DESTINATION_H

#include <string.h>
#include <sys/socket.h>

#include "sock.h"
#include "util/ipv4_mapped.h"

/* What connections from one local address to one destination have in common: no two of them can
 * have the same local port. There is no padding. */
struct destination {
    uint8_t local[16], peer[16]; /* IPv4 as IPv4-mapped, as an IPv6 socket has it too */
    uint32_t peer_port, netns;
};

/* Copies the address of an end of the socket, IPv4 as IPv4-mapped. */
static inline void destination_map(uint8_t address[16], const struct sock *sock,
                                   const struct endpoint *end)
{
    if (sock->family == AF_INET)
        ipv4_map(address, end->address);
    else
        memcpy(address, end->address, sizeof(end->address));
}

/* That of a connection whose ends are known. */
static inline struct destination destination_of(const struct sock *sock)
{
    struct destination destination = {.peer_port = sock->peer.port, .netns = sock->netns};
    destination_map(destination.local, sock, &sock->local);
    destination_map(destination.peer, sock, &sock->peer);
    return destination;
}

#endif
