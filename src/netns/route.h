/* SPDX-License-Identifier: MIT */
#ifndef SOCKVIEW_NETNS_ROUTE_H
#define SOCKVIEW_NETNS_ROUTE_H

#include <stdbool.h>
#include <stdint.h>

struct mnl_socket;
struct nlmsghdr;

/* A veth device whose other end is in another network namespace. */
struct route_veth {
    uint32_t index;
    uint32_t peer;   /* index of the other end, in its namespace */
    int32_t peer_id; /* number of that namespace in the namespace of this device */
};

/* Reads the device of a message. False when it is none of these: other devices, such as macvlan,
 * have a number of another namespace too. */
bool route_read_veth(const struct nlmsghdr *message, struct route_veth *veth);

/* Opens a socket to rtnetlink in the network namespace of this thread, where it stays. NULL with
 * errno. Close it with mnl_socket_close. */
struct mnl_socket *route_open(void);

/* Calls `take` with each such device until it returns false. Returns 0, or an errno: E2BIG when
 * `take` returned false, EINTR when devices changed in the meantime. */
int route_read_veths(struct mnl_socket *socket,
                     bool (*take)(void *context, const struct route_veth *veth), void *context);

/* The number of a network namespace, given by an open file of it, in the namespace of the socket;
 * -1 when it has none or cannot be asked for. */
int32_t route_ask_id(struct mnl_socket *socket, int file);

#endif
