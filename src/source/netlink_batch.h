/* SPDX-License-Identifier: MIT */
#ifndef SOCKVIEW_SOURCE_NETLINK_BATCH_H
#define SOCKVIEW_SOURCE_NETLINK_BATCH_H

#include <linux/netlink.h>
#include <stddef.h>
#include <sys/socket.h>

struct mnl_socket;

enum {
    NETLINK_BATCH = 64,              /* datagrams received with one system call */
    NETLINK_BATCHED_SIZE = 4 * 1024, /* bytes of the largest; a notification has a few hundred */
};

/* Small datagrams that were received together. Some 260 KiB, so it is allocated. */
struct netlink_batch {
    struct mmsghdr messages[NETLINK_BATCH];
    struct iovec parts[NETLINK_BATCH];
    struct sockaddr_nl senders[NETLINK_BATCH];
    struct {
        _Alignas(struct nlmsghdr) char bytes[NETLINK_BATCHED_SIZE];
    } data[NETLINK_BATCH];
};

/* Receives the datagrams that are waiting, at most NETLINK_BATCH, without waiting for one. Returns
 * their number, or -1 with errno: EAGAIN when none is waiting. An error that comes after some
 * datagrams is returned by the next call. */
int netlink_batch_receive(const struct mnl_socket *socket, struct netlink_batch *batch);

/* The length of a datagram of the batch, whose bytes are in `data`. 0 when the kernel did not send
 * it; -1 when it did not fit. */
ptrdiff_t netlink_batch_length(const struct netlink_batch *batch, int number);

#endif
