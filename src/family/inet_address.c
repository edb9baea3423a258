/* SPDX-License-Identifier: MIT */
#include <sys/socket.h>

#include "family/inet.h"
#include "util/number.h"

/* A name of digits would look like another port. */
static struct slice find_service(const struct sock *sock, uint16_t port, struct lookups *lookups)
{
    uint64_t number;
    struct slice name = services_find(&lookups->services, sock->kind->protocol, port);
    return number_parse(name, UINT64_MAX, &number) ? (struct slice){0} : name;
}

bool inet_endpoint(const struct sock *sock, const struct endpoint *end, unsigned parts,
                   struct lookups *lookups, struct value *value)
{
    value->endpoint.address.kind = sock->family == AF_INET6 ? ADDRESS_IPV6 : ADDRESS_IPV4;
    value->endpoint.address.bytes = end->address;
    value->endpoint.port_kind = PORT_NUMBER;
    value->endpoint.port = end->port;
    if (end->scope != 0)
        value->endpoint.address.scope =
            interfaces_find(&lookups->interfaces, sock->netns, end->scope);
    if (!(parts & PART_NAMES))
        return true;
    if (lookups->hosts.resolved) {
        struct host_address address = host_address(sock->family, end->address, end->scope);
        value->endpoint.host = hosts_find(&lookups->hosts, &address);
    }
    if (!lookups->numeric && sock->kind->protocol != NULL && end->port != 0)
        value->endpoint.service = find_service(sock, (uint16_t)end->port, lookups);
    if (end == &sock->local && sock->have & HAVE_INTERFACE && sock->interface != 0)
        value->endpoint.interface =
            interfaces_find(&lookups->interfaces, sock->netns, sock->interface);
    return true;
}

/* Whether the kernel chose the port, as `autobound` of ss defines it: the port is in the range that
 * the kernel chooses from, and the kernel does not report that the program chose it. */
static bool is_autobound(const struct sock *sock, struct lookups *lookups)
{
    return (!(sock->have & HAVE_AUTOBOUND) || sock->autobound) &&
           port_ranges_hold(&lookups->port_ranges, sock->netns, sock->local.port);
}

const struct address_family address_inet = {
    .number = AF_INET,
    .name = "inet",
    .word = "inet",
    .help = "IPv4",
    .end_form = END_INTERNET,
    .narrows = NARROW_IPV4,
    .files_lack = HAVE_SHUTDOWN,
    .is_autobound = is_autobound,
};

const struct address_family address_inet6 = {
    .number = AF_INET6,
    .name = "inet6",
    .word = "inet6",
    .help = "IPv6",
    .end_form = END_INTERNET,
    .narrows = NARROW_IPV6,
    .files_lack = HAVE_V6ONLY | HAVE_SHUTDOWN,
    .is_autobound = is_autobound,
};
