/* SPDX-License-Identifier: MIT */
#include "source/netlink.h"

#include <errno.h>
#include <libmnl/libmnl.h>
#include <linux/netlink.h>
#include <string.h>
#include <sys/socket.h>
#include <sys/time.h>

#include "family/family.h"

enum { REQUEST_SIZE = 256 };

/* Far more than the kernel needs between two messages. */
enum { RECEIVE_TIMEOUT_SECONDS = 30 };

static void set_timeout(const struct mnl_socket *socket)
{
    struct timeval timeout = {.tv_sec = RECEIVE_TIMEOUT_SECONDS};
    setsockopt(mnl_socket_get_fd(socket), SOL_SOCKET, SO_RCVTIMEO, &timeout, sizeof(timeout));
}

struct mnl_socket *netlink_open(void)
{
    struct mnl_socket *socket = mnl_socket_open2(NETLINK_SOCK_DIAG, SOCK_CLOEXEC);
    if (socket == NULL)
        return NULL;
    if (mnl_socket_bind(socket, 0, MNL_SOCKET_AUTOPID) == 0) {
        set_timeout(socket);
        return socket;
    }
    int number = errno;
    mnl_socket_close(socket);
    errno = number;
    return NULL;
}

bool netlink_send_one(const struct mnl_socket *socket, const struct nlmsghdr *header,
                      const struct sock *sock, unsigned needs)
{
    _Alignas(struct nlmsghdr) char buffer[REQUEST_SIZE] = {0};
    struct nlmsghdr whole = *header;
    size_t length = sock->from->request_one(sock, needs, buffer + sizeof(whole),
                                            sizeof(buffer) - sizeof(whole));
    whole.nlmsg_len = (uint32_t)(sizeof(whole) + length);
    memcpy(buffer, &whole, sizeof(whole));
    return mnl_socket_sendto(socket, buffer, whole.nlmsg_len) >= 0;
}

/* Any process may send to a netlink port, but only the kernel sends from port 0. libmnl does not
 * check this. */
ssize_t netlink_receive(const struct mnl_socket *socket, void *buffer, size_t size)
{
    for (;;) {
        struct sockaddr_nl sender = {0};
        struct iovec part = {buffer, size};
        struct msghdr message = {
            .msg_name = &sender,
            .msg_namelen = sizeof(sender),
            .msg_iov = &part,
            .msg_iovlen = 1,
        };
        ssize_t length = recvmsg(mnl_socket_get_fd(socket), &message, 0);
        if (length < 0 && errno == EINTR)
            continue;
        if (length < 0) {
            errno = errno == EAGAIN ? ETIMEDOUT : errno;
            return -1;
        }
        if (message.msg_namelen != sizeof(sender) || sender.nl_pid != 0)
            continue;
        if (message.msg_flags & MSG_TRUNC) {
            errno = EMSGSIZE;
            return -1;
        }
        return length;
    }
}

bool netlink_message_fits(const struct nlmsghdr *header, size_t left)
{
    return left >= sizeof(*header) && header->nlmsg_len >= sizeof(*header) &&
           header->nlmsg_len <= left;
}
