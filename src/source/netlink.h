/* SPDX-License-Identifier: MIT */
#ifndef SOCKVIEW_SOURCE_NETLINK_H
#define SOCKVIEW_SOURCE_NETLINK_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>
#include <sys/types.h>

struct mnl_socket;
struct nlmsghdr;
struct sock;

/* The kernel fills datagrams of a dump up to what the receiver offers, at most this. */
enum { NETLINK_RECEIVE_SIZE = 32 * 1024 };

/* A netlink socket to sock_diag in this thread's network namespace, with a limit to how long a
 * receive can take, so that nothing hangs for ever. NULL with errno. Closed with mnl_socket_close.
 */
struct mnl_socket *netlink_open(void);

/* Sends a request about the one socket that has these ends, and this cookie if it is known (struct
 * family's request_one, of which `needs` is). `header` has the type, the flags and the sequence
 * number. False with errno. */
bool netlink_send_one(const struct mnl_socket *socket, const struct nlmsghdr *header,
                      const struct sock *sock, unsigned needs);

/* One datagram from the kernel: its length, or -1 with errno, of which ETIMEDOUT means that nothing
 * came and EMSGSIZE that it did not fit. What others send is passed over. */
ssize_t netlink_receive(const struct mnl_socket *socket, void *buffer, size_t size);

/* Whether the `left` bytes at `header` begin with a whole message. libmnl's mnl_nlmsg_ok compares
 * lengths as signed numbers and takes one above INT_MAX for good. */
bool netlink_message_fits(const struct nlmsghdr *header, size_t left);

#endif
