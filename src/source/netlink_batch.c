/* SPDX-License-Identifier: MIT */
#include "source/netlink_batch.h"

#include <errno.h>
#include <libmnl/libmnl.h>

static void prepare(struct netlink_batch *batch)
{
    for (int i = 0; i < NETLINK_BATCH; i++) {
        batch->parts[i] = (struct iovec){batch->data[i].bytes, sizeof(batch->data[i].bytes)};
        batch->messages[i].msg_hdr = (struct msghdr){
            .msg_name = &batch->senders[i],
            .msg_namelen = sizeof(batch->senders[i]),
            .msg_iov = &batch->parts[i],
            .msg_iovlen = 1,
        };
    }
}

int netlink_batch_receive(const struct mnl_socket *socket, struct netlink_batch *batch)
{
    int count;
    prepare(batch);
    do
        count =
            recvmmsg(mnl_socket_get_fd(socket), batch->messages, NETLINK_BATCH, MSG_DONTWAIT, NULL);
    while (count < 0 && errno == EINTR);
    return count;
}

/* Only the kernel sends from port 0, see netlink_receive(). */
ptrdiff_t netlink_batch_length(const struct netlink_batch *batch, int number)
{
    const struct mmsghdr *message = &batch->messages[number];
    if (message->msg_hdr.msg_namelen != sizeof(batch->senders[number]) ||
        batch->senders[number].nl_pid != 0)
        return 0;
    return message->msg_hdr.msg_flags & MSG_TRUNC ? -1 : (ptrdiff_t)message->msg_len;
}
