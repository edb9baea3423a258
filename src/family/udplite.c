/* SPDX-License-Identifier: MIT */
#include <netinet/in.h>
#include <sys/socket.h>

#include "family/families.h"
#include "family/inet.h"

static const struct socket_table tables[] = {
    {&address_inet, "udplite", IPPROTO_UDPLITE},
    {&address_inet6, "udplite6", IPPROTO_UDPLITE},
};

static const struct kind kinds[] = {{"udplite", "udplite", "udplite", SOCK_DGRAM}};

const struct family family_udplite = {
    .name = "udplite",
    .help = "UDP-Lite",
    .kinds = kinds,
    .kind_count = 1,
    .states = (1u << STATE_ESTABLISHED) | (1u << STATE_UNCONN),
    .netlink_only = INET_NETLINK_ONLY | HAVE_AUTOBOUND,
    .takes_program = true,
    .tables = tables,
    .table_count = sizeof(tables) / sizeof(tables[0]),
    .request = inet_request,
    .parse_diag = inet_parse_diag,
    .parse_proc = inet_parse_proc,
    .endpoint = inet_endpoint,
};
