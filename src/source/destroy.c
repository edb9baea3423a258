/* SPDX-License-Identifier: MIT */
#include "source/destroy.h"

#include <errno.h>
#include <libmnl/libmnl.h>
#include <linux/capability.h>
#include <linux/netlink.h>
#include <linux/sock_diag.h>
#include <stdlib.h>
#include <string.h>

#include "family/family.h"
#include "source/netlink.h"
#include "util/capability.h"

enum {
    ANSWER_SIZE = 8 * 1024,
    /* Guesses of a peer port; enough to find one socket among about sixty. */
    GUESSES_MOST = 512,
};

struct destroyer {
    struct mnl_socket *socket;
    uint32_t sequence;
    _Alignas(struct nlmsghdr) char buffer[ANSWER_SIZE];
};

struct destroyer *destroyer_open(struct error *error)
{
    struct destroyer *destroyer = calloc(1, sizeof(*destroyer));
    if (destroyer == NULL) {
        error_set_errno(error, ENOMEM, "kill");
        return NULL;
    }
    destroyer->socket = netlink_open();
    if (destroyer->socket != NULL)
        return destroyer;
    error_set_errno(error, errno, "kill: cannot open a socket to sock_diag");
    free(destroyer);
    return NULL;
}

void destroyer_close(struct destroyer *destroyer)
{
    if (destroyer == NULL)
        return;
    mnl_socket_close(destroyer->socket);
    free(destroyer);
}

bool destroyer_is_permitted(void)
{
    return capability_is_held(CAP_NET_ADMIN);
}

/* A TCP socket that neither listens nor connects is in none of the tables in which the kernel
 * searches. */
bool destroyer_can(const struct sock *sock)
{
    bool is_found = !(sock->have & HAVE_STATE) || sock->state != STATE_CLOSE;
    return sock->from->request_one != NULL && sock->have & HAVE_COOKIE && is_found;
}

static bool send_request(struct destroyer *destroyer, const struct sock *sock)
{
    struct nlmsghdr header = {
        .nlmsg_type = SOCK_DESTROY,
        .nlmsg_flags = NLM_F_REQUEST | NLM_F_ACK,
        .nlmsg_seq = ++destroyer->sequence,
    };
    return netlink_send_one(destroyer->socket, &header, sock, 0);
}

/* Reads the errno in the kernel's answer to the newest request, a message of type NLMSG_ERROR. 0
 * acknowledges the request. -1 when the message is not that answer. */
static int read_answer(const struct destroyer *destroyer, size_t length)
{
    struct nlmsghdr header;
    int32_t number;
    if (length < sizeof(header) + sizeof(number))
        return -1;
    memcpy(&header, destroyer->buffer, sizeof(header));
    memcpy(&number, destroyer->buffer + sizeof(header), sizeof(number));
    if (header.nlmsg_type != NLMSG_ERROR || header.nlmsg_seq != destroyer->sequence)
        return -1;
    return number <= 0 && number > -4096 ? -number : EBADMSG;
}

static int destroy_found(struct destroyer *destroyer, const struct sock *sock)
{
    int answer = -1;
    if (!send_request(destroyer, sock))
        return errno;
    while (answer < 0) {
        ssize_t length =
            netlink_receive(destroyer->socket, destroyer->buffer, sizeof(destroyer->buffer));
        if (length < 0)
            return errno;
        answer = read_answer(destroyer, (size_t)length);
    }
    return answer;
}

static bool is_missed(int answer)
{
    return answer == ENOENT || answer == ESTALE;
}

/* When sockets share an address (SO_REUSEPORT), the kernel finds the socket that a packet from the
 * peer would reach. For sockets without a peer, packets from different ports reach different
 * sockets. So other peer ports are tried until the right socket is found. */
int destroyer_destroy(struct destroyer *destroyer, const struct sock *sock)
{
    struct sock guess = *sock;
    if (!destroyer_can(sock))
        return EOPNOTSUPP;
    int answer = destroy_found(destroyer, sock);
    while (is_missed(answer) && sock->peer.port == 0 && guess.peer.port < GUESSES_MOST) {
        guess.peer.port++;
        answer = destroy_found(destroyer, &guess);
    }
    return answer;
}
