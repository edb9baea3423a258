/* SPDX-License-Identifier: MIT */
#include <netinet/in.h>
#include <sys/socket.h>

#include "family/inet.h"

static const struct socket_table tables[] = {
    {AF_INET, "udp"},
    {AF_INET6, "udp6"},
};

const struct family family_udp = {
    .name = "udp",
    .netid = "udp",
    .help = "UDP",
    .protocol = "udp",
    .type = SOCK_DGRAM,
    .number = IPPROTO_UDP,
    .states = (1u << STATE_ESTABLISHED) | (1u << STATE_UNCONN),
    .tables = tables,
    .table_count = sizeof(tables) / sizeof(tables[0]),
    .request = inet_request,
    .parse_diag = inet_parse_diag,
    .parse_proc = inet_parse_proc,
};
