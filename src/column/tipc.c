/* SPDX-License-Identifier: MIT */
#include <linux/tipc_netlink.h>

#include "column/groups.h"
#include "family/attribute.h"

/* Finds the attribute of a type. False when there is none. */
static bool find(struct attributes attributes, uint16_t type, struct attribute *attribute)
{
    while (attributes_next(&attributes, attribute)) {
        if (attribute->type == type)
            return true;
    }
    return false;
}

static struct attributes attributes_of(const struct sock *sock)
{
    struct slice fact = sock_fact(sock, FACT_TIPC);
    return (struct attributes){(const uint8_t *)fact.data, fact.length};
}

static bool find_nested(const struct sock *sock, uint16_t nest, struct attributes *attributes)
{
    struct attribute attribute;
    if (!find(attributes_of(sock), nest, &attribute))
        return false;
    *attributes = (struct attributes){attribute.data, attribute.length};
    return true;
}

/* The flag is true when its attribute is present, whatever its value. Its type is in `offset` of
 * the column. */
static bool get_congestion(const struct column *column, const struct sock *sock,
                           struct lookups *lookups, struct value *value)
{
    (void)lookups;
    struct attributes attributes;
    struct attribute attribute;
    if (!find_nested(sock, TIPC_NLA_SOCK_STAT, &attributes))
        return false;
    value->number = find(attributes, (uint16_t)column->offset, &attribute);
    return true;
}

/* The kernel reports published names only for sockets that are not connected. */
static bool get_published(const struct column *column, const struct sock *sock,
                          struct lookups *lookups, struct value *value)
{
    (void)column, (void)lookups;
    struct attribute attribute;
    if (!sock_has_fact(sock, FACT_TIPC) || find(attributes_of(sock), TIPC_NLA_SOCK_CON, &attribute))
        return false;
    value->number = find(attributes_of(sock), TIPC_NLA_SOCK_HAS_PUBL, &attribute);
    return true;
}

static bool get_connection(const struct column *column, const struct sock *sock,
                           struct lookups *lookups, struct value *value)
{
    (void)lookups;
    struct attributes attributes;
    struct attribute attribute;
    uint32_t number;
    if (!find_nested(sock, TIPC_NLA_SOCK_CON, &attributes) ||
        !find(attributes, (uint16_t)column->offset, &attribute) ||
        !attribute_read(&attribute, &number, sizeof(number)))
        return false;
    value->number = number;
    return true;
}

static const struct column rows[] = {
    {"tipc_published", "Published", "TIPC: whether a service name is bound to the socket",
     VALUE_FLAG, IN_INFO, .get = get_published, .null_when = "the socket is connected"},
    {"tipc_service_type", "Service-Type", "TIPC: type of the service that the socket connected to",
     VALUE_UNSIGNED, IN_INFO, .get = get_connection, .offset = TIPC_NLA_CON_TYPE,
     .null_when = "the socket is not connected"},
    {"tipc_service_instance", "Service-Instance",
     "TIPC: instance of the service that the socket connected to", VALUE_UNSIGNED, IN_INFO,
     .get = get_connection, .offset = TIPC_NLA_CON_INST,
     .null_when = "the socket is not connected"},
    {"tipc_link_congested", "Link-Congested",
     "TIPC: whether the socket waits because a link is congested", VALUE_FLAG, IN_INFO,
     .get = get_congestion, .offset = TIPC_NLA_SOCK_STAT_LINK_CONG},
    {"tipc_connection_congested", "Conn-Congested",
     "TIPC: whether the socket waits because its connection is congested", VALUE_FLAG, IN_INFO,
     .get = get_congestion, .offset = TIPC_NLA_SOCK_STAT_CONN_CONG},
};
static const char *const families_with_these[] = {"tipc", NULL};

const struct column_group columns_tipc = {rows, sizeof(rows) / sizeof(rows[0]),
                                          families_with_these};
