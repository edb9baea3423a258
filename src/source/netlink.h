/* SPDX-License-Identifier: MIT */
#ifndef SOCKVIEW_SOURCE_NETLINK_H
#define SOCKVIEW_SOURCE_NETLINK_H

#include <stddef.h>
#include <sys/types.h>

struct mnl_socket;

/* A netlink socket to sock_diag in this thread's network namespace, with a limit to how long a
 * receive can take, so that nothing hangs for ever. NULL with errno. Closed with mnl_socket_close.
 */
struct mnl_socket *netlink_open(void);

/* One datagram from the kernel: its length, or -1 with errno, of which ETIMEDOUT means that nothing
 * came and EMSGSIZE that it did not fit. What others send is passed over. */
ssize_t netlink_receive(const struct mnl_socket *socket, void *buffer, size_t size);

#endif
