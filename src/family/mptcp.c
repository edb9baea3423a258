/* SPDX-License-Identifier: MIT */
#include <netinet/in.h>
#include <sys/socket.h>

#include "family/families.h"
#include "family/inet.h"

static const struct socket_table tables[] = {
    {&address_inet, NULL, IPPROTO_MPTCP},
    {&address_inet6, NULL, IPPROTO_MPTCP},
};

static const struct kind kinds[] = {{"mptcp", "mptcp", "tcp", SOCK_STREAM}};

const struct family family_mptcp = {
    .name = "mptcp",
    .help = "Multipath TCP",
    .kinds = kinds,
    .kind_count = 1,
    .states = (1u << STATE_ESTABLISHED) | (1u << STATE_SYN_SENT) | (1u << STATE_SYN_RECV) |
              (1u << STATE_FIN_WAIT1) | (1u << STATE_FIN_WAIT2) | (1u << STATE_TIME_WAIT) |
              (1u << STATE_CLOSE) | (1u << STATE_CLOSE_WAIT) | (1u << STATE_LAST_ACK) |
              (1u << STATE_LISTEN) | (1u << STATE_CLOSING),
    .netlink_only = INET_NETLINK_ONLY | HAVE_AUTOBOUND,
    .takes_program = true,
    .has_backlog = true,
    .tables = tables,
    .table_count = sizeof(tables) / sizeof(tables[0]),
    .info = FACT_MPTCP_INFO,
    .request = inet_request,
    .parse_diag = inet_parse_diag,
    .endpoint = inet_endpoint,
};
