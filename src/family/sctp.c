/* SPDX-License-Identifier: MIT */
#include <linux/inet_diag.h>
#include <netinet/in.h>
#include <string.h>
#include <sys/socket.h>

#include "family/families.h"
#include "family/inet.h"

/* The only timer that the kernel reports: SCTP_EVENT_TIMEOUT_T3_RTX, retransmission. */
enum { TIMER_T3_RTX = 4 };

/* The states of associations, indexed by the kernel's enum sctp_state (net/sctp/constants.h). */
static const enum state association_states[] = {
    STATE_CLOSE,
    STATE_COOKIE_WAIT,
    STATE_COOKIE_ECHOED,
    STATE_ESTABLISHED,
    STATE_SHUTDOWN_PENDING,
    STATE_SHUTDOWN_SENT,
    STATE_SHUTDOWN_RECEIVED,
    STATE_SHUTDOWN_ACK_SENT,
};
enum { ASSOCIATION_STATES = sizeof(association_states) / sizeof(association_states[0]) };

/* The kernel does not look at single states: LISTEN requests all endpoints, and any other state
 * requests all associations. */
static size_t request(const struct family *family, const struct socket_table *table,
                      const struct request *request, void *body, size_t size)
{
    const uint32_t endpoints = state_bit(STATE_LISTEN) | state_bit(STATE_CLOSE);
    struct request wider = *request;
    wider.states = 0;
    if (request->states & endpoints)
        wider.states |= state_bit(STATE_LISTEN);
    if (request->states & ~endpoints)
        wider.states |= state_bit(STATE_ESTABLISHED);
    return inet_request(family, table, &wider, body, size);
}

static void set_association_state(struct sock *sock, uint8_t number)
{
    sock->have &= ~HAVE_STATE;
    sock->state = STATE_UNKNOWN;
    if (number >= ASSOCIATION_STATES)
        return;
    sock->state = (uint8_t)association_states[number];
    sock->have |= HAVE_STATE;
}

/* An endpoint has states of TCP. An association has states of its own; the kernel reports peer
 * addresses only for associations. */
static enum parse_result parse_diag(const struct family *family, const struct socket_table *table,
                                    const void *body, size_t length, struct sock *sock)
{
    enum parse_result result = inet_parse_diag(family, table, body, length, sock);
    if (result != PARSE_OK)
        return result;
    struct inet_diag_msg message;
    memcpy(&message, body, sizeof(message));
    if (sock_has_fact(sock, FACT_PEERS))
        set_association_state(sock, message.idiag_state);
    if (message.idiag_timer == TIMER_T3_RTX)
        sock->timer = TIMER_ON;
    return PARSE_OK;
}

static const struct socket_table tables[] = {
    {&address_inet, NULL, IPPROTO_SCTP},
    {&address_inet6, NULL, IPPROTO_SCTP},
};

/* The kernel does not report whether a socket is one-to-one (SOCK_STREAM) or one-to-many
 * (SOCK_SEQPACKET), so the kind has type 0. */
static const struct kind kinds[] = {{"sctp", "sctp", "sctp", 0}};

const struct family family_sctp = {
    .name = "sctp",
    .help = "SCTP",
    .kinds = kinds,
    .kind_count = 1,
    .states = (1u << STATE_ESTABLISHED) | (1u << STATE_SYN_SENT) | (1u << STATE_CLOSE) |
              (1u << STATE_CLOSE_WAIT) | (1u << STATE_LISTEN) | (1u << STATE_COOKIE_WAIT) |
              (1u << STATE_COOKIE_ECHOED) | (1u << STATE_SHUTDOWN_PENDING) |
              (1u << STATE_SHUTDOWN_SENT) | (1u << STATE_SHUTDOWN_RECEIVED) |
              (1u << STATE_SHUTDOWN_ACK_SENT),
    .has_backlog = true,
    .tables = tables,
    .table_count = sizeof(tables) / sizeof(tables[0]),
    .info = FACT_SCTP_INFO,
    .request = request,
    .parse_diag = parse_diag,
    .endpoint = inet_endpoint,
};
