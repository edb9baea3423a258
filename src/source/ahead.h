/* SPDX-License-Identifier: MIT */
#ifndef SOCKVIEW_SOURCE_AHEAD_H
#define SOCKVIEW_SOURCE_AHEAD_H

#include <stdint.h>
#include <sys/types.h>

struct mnl_socket;

/* Receives the answers to one request ahead of who reads them, in a thread of its own: the kernel
 * collects sockets while it is being received from, so that another processor can meanwhile print
 * those that have come. Constant memory. */
struct ahead;

/* Starts to receive from `socket`, which nobody else may do until ahead_stop, what answers the
 * request with this number and the port that asked (nlmsg_seq, nlmsg_pid). NULL when that would be
 * no gain, on one processor, or is not possible: the caller receives by itself. */
struct ahead *ahead_start(const struct mnl_socket *socket, uint32_t sequence, uint32_t port);

/* The next datagram, in the order of coming: its length, with `data` valid until the next call, or
 * -1 with the errno of netlink_receive; EBADMSG behind the last. */
ssize_t ahead_next(struct ahead *ahead, const void **data);

/* Ends the thread, though the answer may not have been received to its end. NULL is fine. Leaves
 * errno alone. */
void ahead_stop(struct ahead *ahead);

#endif
