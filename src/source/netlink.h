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

/* The kernel fills the datagrams of a dump up to the size that the receiver offers, at most this
 * many bytes. */
enum { NETLINK_RECEIVE_SIZE = 32 * 1024 };

/* Opens a netlink socket to sock_diag in this thread's network namespace. A receive on it fails
 * after a time limit, so that nothing hangs forever. NULL with errno. Close it with
 * mnl_socket_close. */
struct mnl_socket *netlink_open(void);

/* Sends a request about the one socket with these ends, and with this cookie if it is known.
 * `needs` is an argument of request_one in struct family. `header` has the type, the flags and the
 * sequence number. False with errno. */
bool netlink_send_one(const struct mnl_socket *socket, const struct nlmsghdr *header,
                      const struct sock *sock, unsigned needs);

/* Receives one datagram from the kernel and ignores those of other senders. Returns its length, or
 * -1 with errno: ETIMEDOUT when none arrived in time, EMSGSIZE when it did not fit. */
ssize_t netlink_receive(const struct mnl_socket *socket, void *buffer, size_t size);

/* Whether the `left` bytes at `header` begin with a whole message. mnl_nlmsg_ok of libmnl compares
 * lengths as signed numbers and so accepts one above INT_MAX. */
bool netlink_message_fits(const struct nlmsghdr *header, size_t left);

#endif
