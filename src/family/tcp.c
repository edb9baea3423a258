/* SPDX-License-Identifier: MIT */
#include <linux/inet_diag.h>
#include <linux/sock_diag.h>
#include <netinet/in.h>
#include <sys/socket.h>

#include "family/families.h"
#include "family/inet.h"

static const struct socket_table tables[] = {
    {&address_inet, "tcp", IPPROTO_TCP, SKNLGRP_INET_TCP_DESTROY},
    {&address_inet6, "tcp6", IPPROTO_TCP, SKNLGRP_INET6_TCP_DESTROY},
};

/* TCP over IPv4 and IPv6 are in one hash table. The older request TCPDIAG_GETSOCK walks it once and
 * returns both. It ignores the address family in the request. */
static const struct address_family either = {.number = AF_UNSPEC};
static const struct socket_table whole = {&either, NULL, IPPROTO_TCP};

static const struct kind kinds[] = {{"tcp", "tcp", "tcp", SOCK_STREAM}};

const struct family family_tcp = {
    .name = "tcp",
    .help = "TCP",
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
    .whole = &whole,
    .whole_message = TCPDIAG_GETSOCK,
    .by_default = true,
    .request = inet_request,
    .request_one = inet_request_one,
    .parse_diag = inet_parse_diag,
    .parse_proc = inet_parse_proc,
    .endpoint = inet_endpoint,
};
