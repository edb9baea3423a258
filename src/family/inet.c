/* SPDX-License-Identifier: MIT */
#include "family/inet.h"

#include <arpa/inet.h>
#include <linux/inet_diag.h>
#include <string.h>
#include <sys/socket.h>

#include "family/attribute.h"

/* Numbers of net/tcp_states.h that no uapi header has: the second spelling of SYN_RECV, and bound
 * sockets that neither listen nor connect, reported since Linux 6.8 when asked for. */
enum { TCP_NEW_SYN_RECV = 12, TCP_BOUND_INACTIVE = 13 };

void inet_start(const struct family *family, const struct socket_table *table, struct sock *sock)
{
    *sock = (struct sock){
        .netid = family->netid,
        .protocol = family->protocol,
        .family = (uint8_t)table->address_family,
        .type = family->type,
    };
}

void inet_set_state(const struct family *family, struct sock *sock, unsigned number)
{
    if (number == TCP_NEW_SYN_RECV)
        number = STATE_SYN_RECV;
    if (number == TCP_BOUND_INACTIVE)
        number = STATE_CLOSE;
    if (number == STATE_CLOSE && family->type != SOCK_STREAM)
        number = STATE_UNCONN;
    if (number >= 32 || !(family->states & state_bit(number)))
        return;
    sock->state = (uint8_t)number;
    sock->have |= HAVE_STATE;
}

void inet_set_owner(struct sock *sock, uint32_t inode, uint32_t uid)
{
    sock->inode = inode;
    sock->uid = uid;
    if (inode != 0)
        sock->have |= HAVE_INODE;
    if (inode != 0 || uid != 0)
        sock->have |= HAVE_UID;
}

/* The states as the kernel counts them. */
static uint32_t kernel_states(uint32_t states)
{
    uint32_t kernel = states & (state_bit(STATE_CLOSING + 1) - 1);
    if (states & state_bit(STATE_UNCONN))
        kernel |= state_bit(STATE_CLOSE);
    if (states & state_bit(STATE_SYN_RECV))
        kernel |= UINT32_C(1) << TCP_NEW_SYN_RECV;
    if (states & state_bit(STATE_CLOSE))
        kernel |= UINT32_C(1) << TCP_BOUND_INACTIVE;
    return kernel;
}

size_t inet_request(const struct family *family, const struct socket_table *table, uint32_t states,
                    void *body, size_t size)
{
    struct inet_diag_req_v2 request = {
        .sdiag_family = (uint8_t)table->address_family,
        .sdiag_protocol = family->number,
        .idiag_states = kernel_states(states & family->states),
    };
    if (size < sizeof(request))
        return 0;
    memcpy(body, &request, sizeof(request));
    return sizeof(request);
}

/* Only a link-local address means nothing without its interface (RFC 4007). */
static bool is_link_local(const uint8_t address[16])
{
    return address[0] == 0xfe && (address[1] & 0xc0) == 0x80;
}

static void set_endpoint(struct endpoint *endpoint, const struct sock *sock, const void *address,
                         uint16_t port, uint32_t interface)
{
    memcpy(endpoint->address, address, sock->family == AF_INET6 ? 16 : 4);
    endpoint->port = ntohs(port);
    if (sock->family == AF_INET6 && is_link_local(endpoint->address))
        endpoint->scope = interface;
}

static void set_timer(struct sock *sock, const struct inet_diag_msg *message)
{
    sock->timer = message->idiag_timer;
    sock->have |= HAVE_TIMER;
    if (message->idiag_timer == TIMER_OFF)
        return;
    sock->timer_expires_ms = message->idiag_expires;
    sock->timer_retrans = message->idiag_retrans;
    sock->have |= HAVE_TIMER_DETAIL;
}

static void read_attribute(const struct attribute *attribute, struct sock *sock)
{
    switch (attribute->type) {
    case INET_DIAG_MARK:
        if (attribute_read(attribute, &sock->mark, sizeof(sock->mark)))
            sock->have |= HAVE_MARK;
        break;
    case INET_DIAG_SKV6ONLY:
        if (attribute_read(attribute, &sock->v6only, sizeof(sock->v6only)))
            sock->have |= HAVE_V6ONLY;
        break;
    default:
        break;
    }
}

enum parse_result inet_parse_diag(const struct family *family, const struct socket_table *table,
                                  const void *body, size_t length, struct sock *sock)
{
    struct inet_diag_msg message;
    if (length < sizeof(message))
        return PARSE_BAD;
    memcpy(&message, body, sizeof(message));
    if (message.idiag_family != table->address_family)
        return PARSE_BAD;
    inet_start(family, table, sock);
    inet_set_state(family, sock, message.idiag_state);
    inet_set_owner(sock, message.idiag_inode, message.idiag_uid);
    sock->recv_q = message.idiag_rqueue;
    sock->send_q = message.idiag_wqueue;
    sock->interface = message.id.idiag_if;
    sock->cookie = (uint64_t)message.id.idiag_cookie[1] << 32 | message.id.idiag_cookie[0];
    set_endpoint(&sock->local, sock, message.id.idiag_src, message.id.idiag_sport,
                 message.id.idiag_if);
    set_endpoint(&sock->peer, sock, message.id.idiag_dst, message.id.idiag_dport,
                 message.id.idiag_if);
    set_timer(sock, &message);
    sock->have |= HAVE_RECV_Q | HAVE_SEND_Q | HAVE_LOCAL | HAVE_PEER | HAVE_INTERFACE | HAVE_COOKIE;

    struct attributes attributes = attributes_after(body, length, sizeof(message));
    struct attribute attribute;
    while (attributes_next(&attributes, &attribute))
        read_attribute(&attribute, sock);
    return PARSE_OK;
}
