/* SPDX-License-Identifier: MIT */
#ifndef SOCKVIEW_SOURCE_AHEAD_H
#define SOCKVIEW_SOURCE_AHEAD_H

#include <stdint.h>
#include <sys/types.h>

struct mnl_socket;

/* Receives the answer to one request in a thread of its own, ahead of the reader. The kernel
 * collects sockets while a thread receives from it, so another processor can print those that have
 * arrived meanwhile. Takes constant memory. */
struct ahead;

/* Starts to receive the answer to the request with this sequence number and sender port (nlmsg_seq,
 * nlmsg_pid). Until ahead_stop, only ahead may receive from `socket`. NULL when a thread cannot be
 * started or would not help, as on one processor; the caller then receives by itself. */
struct ahead *ahead_start(const struct mnl_socket *socket, uint32_t sequence, uint32_t port);

/* Returns the length of the next datagram, in the order of arrival. `data` is valid until the next
 * call. -1 with the errno of netlink_receive; EBADMSG after the last datagram. */
ssize_t ahead_next(struct ahead *ahead, void **data);

/* Ends the thread, even if the answer was not received to its end. NULL is allowed. Keeps errno. */
void ahead_stop(struct ahead *ahead);

#endif
