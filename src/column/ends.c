/* SPDX-License-Identifier: MIT */
#include "column/ends.h"

#include <string.h>

#include "family/family.h"

/* Asks the family for one end of the socket. */
static bool pull_end(const struct column *column, const struct sock *sock, unsigned parts,
                     struct lookups *lookups, struct value *value)
{
    const struct endpoint *end = (const void *)((const char *)sock + column->offset);
    memset(&value->endpoint, 0, sizeof(value->endpoint));
    return sock->from->endpoint(sock, end, parts, lookups, value);
}

bool column_get_endpoint(const struct column *column, const struct sock *sock,
                         struct lookups *lookups, struct value *value)
{
    return pull_end(column, sock, PART_NAMES, lookups, value);
}

/* The address is copied out first: the members of the union overlap. */
bool column_get_address(const struct column *column, const struct sock *sock,
                        struct lookups *lookups, struct value *value)
{
    if (!pull_end(column, sock, 0, lookups, value))
        return false;
    struct value_address address = value->endpoint.address;
    value->address = address;
    return address.bytes != NULL || address.text.length > 0;
}

bool column_get_port(const struct column *column, const struct sock *sock, struct lookups *lookups,
                     struct value *value)
{
    if (!pull_end(column, sock, 0, lookups, value) || value->endpoint.port_kind != PORT_NUMBER)
        return false;
    uint32_t port = value->endpoint.port;
    value->number = port;
    return true;
}

bool column_get_service(const struct column *column, const struct sock *sock,
                        struct lookups *lookups, struct value *value)
{
    if (!pull_end(column, sock, PART_NAMES, lookups, value))
        return false;
    struct slice service = value->endpoint.service;
    value->text = service;
    return service.length > 0;
}

bool column_get_host(const struct column *column, const struct sock *sock, struct lookups *lookups,
                     struct value *value)
{
    if (!pull_end(column, sock, PART_NAMES, lookups, value))
        return false;
    struct slice host = value->endpoint.host;
    value->text = host;
    return host.length > 0;
}
