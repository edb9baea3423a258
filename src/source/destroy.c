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
    ANSWER_SIZE = 32 * 1024,
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

/* A request of one of these types: SOCK_DESTROY is acknowledged, SOCK_DIAG_BY_FAMILY answered with
 * the socket. */
static bool send_request(struct destroyer *destroyer, uint16_t type, const struct sock *sock,
                         unsigned needs)
{
    struct nlmsghdr header = {
        .nlmsg_type = type,
        .nlmsg_flags = type == SOCK_DESTROY ? NLM_F_REQUEST | NLM_F_ACK : NLM_F_REQUEST,
        .nlmsg_seq = ++destroyer->sequence,
    };
    struct sock asked = *sock;
    if (type != SOCK_DESTROY && sock->from->looks_up_swapped) {
        asked.local = sock->peer;
        asked.peer = sock->local;
    }
    return netlink_send_one(destroyer->socket, &header, &asked, needs);
}

/* The kernel's answer to the newest request: 0 for a socket, or for an acknowledgement (a message
 * of NLMSG_ERROR); or an errno. -1 while there is none. */
static int read_answer(const struct destroyer *destroyer, size_t length)
{
    struct nlmsghdr header;
    int32_t number;
    if (length < sizeof(header) + sizeof(number))
        return -1;
    memcpy(&header, destroyer->buffer, sizeof(header));
    memcpy(&number, destroyer->buffer + sizeof(header), sizeof(number));
    if (header.nlmsg_seq != destroyer->sequence)
        return -1;
    if (header.nlmsg_type == SOCK_DIAG_BY_FAMILY)
        return header.nlmsg_len >= sizeof(header) && header.nlmsg_len <= length ? 0 : EBADMSG;
    if (header.nlmsg_type != NLMSG_ERROR)
        return -1;
    return number <= 0 && number > -4096 ? -number : EBADMSG;
}

static int ask_once(struct destroyer *destroyer, uint16_t type, const struct sock *sock,
                    unsigned needs)
{
    int answer = -1;
    if (!send_request(destroyer, type, sock, needs))
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

/* Of sockets that share their address (SO_REUSEPORT), the kernel finds the one that a packet from
 * the peer would reach: of one without a peer, packets from different ports reach different ones.
 */
static int ask(struct destroyer *destroyer, uint16_t type, const struct sock *sock, unsigned needs)
{
    struct sock guess = *sock;
    if (!destroyer_can(sock))
        return EOPNOTSUPP;
    int answer = ask_once(destroyer, type, sock, needs);
    while (is_missed(answer) && sock->peer.port == 0 && guess.peer.port < GUESSES_MOST) {
        guess.peer.port++;
        answer = ask_once(destroyer, type, &guess, needs);
    }
    return answer;
}

int destroyer_destroy(struct destroyer *destroyer, const struct sock *sock)
{
    return ask(destroyer, SOCK_DESTROY, sock, 0);
}

/* Values that the kernel does not send in such an answer stay as they were. */
static void keep_known(const struct sock *sock, struct sock *now)
{
    now->kind = sock->kind;
    now->netns = sock->netns;
    now->autobound = sock->autobound;
    now->have |= sock->have & (HAVE_NETNS | HAVE_AUTOBOUND);
}

int destroyer_look_up(struct destroyer *destroyer, const struct sock *sock, unsigned needs,
                      struct sock *now)
{
    const struct family *family = sock->from;
    int answer = ask(destroyer, SOCK_DIAG_BY_FAMILY, sock, needs);
    if (answer != 0)
        return answer;
    struct nlmsghdr header;
    memcpy(&header, destroyer->buffer, sizeof(header));
    for (size_t i = 0; i < family->table_count; i++) {
        if (family->tables[i].address_family->number != sock->family ||
            family->parse_diag(family, &family->tables[i], destroyer->buffer + sizeof(header),
                               header.nlmsg_len - sizeof(header), now) != PARSE_OK)
            continue;
        keep_known(sock, now);
        return now->cookie == sock->cookie ? 0 : ESTALE;
    }
    return EBADMSG;
}
