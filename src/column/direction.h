/* SPDX-License-Identifier: MIT */
#ifndef SOCKVIEW_COLUMN_DIRECTION_H
#define SOCKVIEW_COLUMN_DIRECTION_H

#include "lookups.h"
#include "sock.h"

/* Who began a connection. */
enum direction {
    DIRECTION_UNKNOWN, /* also of a socket that has no connection */
    DIRECTION_IN,      /* the other end */
    DIRECTION_OUT,     /* this end */
};

/* Tells who began a connection: the other end, where this end came in through a listener of its
 * namespace; else the end whose port the kernel chose by itself, if the other end's port is not
 * one of those. It needs NEED_LISTENERS and NEED_EPHEMERAL_PORTS. */
enum direction column_direction(const struct sock *sock, struct lookups *lookups);

/* The port of the service that a connection is for: that of the end that did not begin it. For an
 * open socket (a listener, or a datagram socket without a peer) its own. 0: unknown. */
uint32_t column_service_port(const struct sock *sock, struct lookups *lookups);

#endif
