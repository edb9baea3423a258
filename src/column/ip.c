/* SPDX-License-Identifier: MIT */
#include <sys/socket.h>

#include "column/groups.h"
#include "util/ipv4_mapped.h"

/* The two ends of a dual-stack connection have addresses of different forms, 127.0.0.1 and
 * ::ffff:127.0.0.1. Here both are the same text. A scope is left out, because each end has its
 * own. */
static bool get_ip(const struct column *column, const struct sock *sock, struct lookups *lookups,
                   struct value *value)
{
    const struct endpoint *end = (const void *)((const char *)sock + column->offset);
    bool is_mapped = sock->family == AF_INET6 && ipv4_is_mapped(end->address);
    (void)lookups;
    value->address = (struct value_address){
        .kind = sock->family == AF_INET || is_mapped ? ADDRESS_IPV4 : ADDRESS_IPV6,
        .bytes = is_mapped ? end->address + IPV4_MAPPED_PREFIX : end->address,
    };
    return sock->family == AF_INET || sock->family == AF_INET6;
}

static bool has_no_ip(const struct column *column, const struct sock *sock, struct lookups *lookups)
{
    (void)column, (void)lookups;
    return sock->family != AF_INET && sock->family != AF_INET6;
}

#define IP(bit, field)                                                                             \
    VALUE_ADDRESS, IN_JSON, .have = (bit), .get = get_ip, .is_absent = has_no_ip,                  \
                            .offset = offsetof(struct sock, field)

static const struct column rows[] = {
    {"local_ip", "Local IP", "local IP address; an IPv4-mapped one as IPv4, and without a scope",
     IP(HAVE_LOCAL, local), .null_when = "the socket has no IP address"},
    {"peer_ip", "Peer IP", "peer IP address; an IPv4-mapped one as IPv4, and without a scope",
     IP(HAVE_PEER, peer), .null_when = "the socket has no IP address"},
};
const struct column_group columns_ip = {rows, sizeof(rows) / sizeof(rows[0]), NULL};
