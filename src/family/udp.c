/* SPDX-License-Identifier: MIT */
#include <linux/sock_diag.h>
#include <netinet/in.h>
#include <sys/socket.h>

#include "family/families.h"
#include "family/inet.h"

static const struct socket_table tables[] = {
    {&address_inet, "udp", IPPROTO_UDP, SKNLGRP_INET_UDP_DESTROY},
    {&address_inet6, "udp6", IPPROTO_UDP, SKNLGRP_INET6_UDP_DESTROY},
};

static const struct kind kinds[] = {{"udp", "udp", "udp", SOCK_DGRAM}};

const struct family family_udp = {
    .name = "udp",
    .help = "UDP",
    .kinds = kinds,
    .kind_count = 1,
    .states = (1u << STATE_ESTABLISHED) | (1u << STATE_UNCONN),
    .netlink_only = INET_NETLINK_ONLY | HAVE_AUTOBOUND,
    .takes_program = true,
    .tables = tables,
    .table_count = sizeof(tables) / sizeof(tables[0]),
    .by_default = true,
    .request = inet_request,
    .request_one = inet_request_one,
    .looks_up_swapped = true,
    .parse_diag = inet_parse_diag,
    .parse_proc = inet_parse_proc,
    .endpoint = inet_endpoint,
};
