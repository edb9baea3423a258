/* SPDX-License-Identifier: MIT */
#ifndef SOCKVIEW_LOOKUP_PORT_USE_H
#define SOCKVIEW_LOOKUP_PORT_USE_H

#include <stdbool.h>
#include <stdint.h>

#include "lookup/lookup.h"
#include "sock.h"
#include "util/strbuf.h"

/* How many of the ports that the kernel chooses by itself (ip_local_port_range) are used by
 * connections from one local address to one destination. No two of these can have the same one.
 * netns_numbers must have the range of each namespace before its sockets come. */

/* Counts a TCP socket. One with the port of a listener is no connection that was opened here and
 * counts nowhere; netlink and /proc/net list listeners first. */
void port_use_add(struct lookup_states *states, const struct sock *sock);

/* How many ports are used so far by connections like this one; 0 when it counts nowhere. */
uint64_t port_use_find(struct lookup_states *states, const struct sock *sock);

/* Appends bytes that are the same for all connections that share their ports. */
void port_use_put_key(struct strbuf *key, const struct sock *sock);

#endif
