/* SPDX-License-Identifier: MIT */
#include <linux/inet_diag.h>
#include <netinet/in.h>
#include <string.h>
#include <sys/socket.h>

#include "family/families.h"
#include "family/inet.h"

/* DCCP has states of its own after those that it shares with TCP (linux/dccp.h). TCP has states
 * with the same numbers, which differ between kernels, so these states are unknown. */
enum { DCCP_OWN_STATES = STATE_CLOSING + 1 };

static enum parse_result parse_diag(const struct family *family, const struct socket_table *table,
                                    const void *body, size_t length, struct sock *sock)
{
    enum parse_result result = inet_parse_diag(family, table, body, length, sock);
    if (result != PARSE_OK)
        return result;
    struct inet_diag_msg message;
    memcpy(&message, body, sizeof(message));
    if (message.idiag_state >= DCCP_OWN_STATES) {
        sock->state = STATE_UNKNOWN;
        sock->have &= ~HAVE_STATE;
    }
    return PARSE_OK;
}

static const struct socket_table tables[] = {
    {&address_inet, NULL, IPPROTO_DCCP},
    {&address_inet6, NULL, IPPROTO_DCCP},
};

static const struct kind kinds[] = {{"dccp", "dccp", "dccp", SOCK_DCCP}};

const struct family family_dccp = {
    .name = "dccp",
    .help = "DCCP",
    .kinds = kinds,
    .kind_count = 1,
    .states = (1u << STATE_ESTABLISHED) | (1u << STATE_SYN_SENT) | (1u << STATE_SYN_RECV) |
              (1u << STATE_FIN_WAIT1) | (1u << STATE_TIME_WAIT) | (1u << STATE_CLOSE) |
              (1u << STATE_CLOSE_WAIT) | (1u << STATE_LISTEN) | (1u << STATE_CLOSING),
    .netlink_only = INET_NETLINK_ONLY | HAVE_AUTOBOUND,
    .takes_program = true,
    .tables = tables,
    .table_count = sizeof(tables) / sizeof(tables[0]),
    .request = inet_request,
    .parse_diag = parse_diag,
    .endpoint = inet_endpoint,
};
