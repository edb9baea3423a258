/* SPDX-License-Identifier: MIT */
#include "column/groups.h"
#include "family/family.h"

static bool get_protocol(const struct column *column, const struct sock *sock,
                         struct lookups *lookups, struct value *value)
{
    (void)column;
    return sock->from->protocol != NULL && sock->from->protocol(sock, lookups, value);
}

static const struct column rows[] = {
    {"protocol", "Protocol",
     "protocol of a raw, packet or netlink socket: its name, or its number if it has no name",
     VALUE_TEXT, IN_JSON | IN_EXTENDED, .have = HAVE_PROTOCOL, .get = get_protocol,
     .example = "icmp"},
    {"protocol_number", "Protocol-Number",
     "protocol number of a raw, packet or netlink socket: IPPROTO_*, ETH_P_* or NETLINK_*",
     VALUE_UNSIGNED, IN_JSON | IN_EXTENDED, .have = HAVE_PROTOCOL, COLUMN_NUMBER(protocol),
     .example = "1"},
};

static bool has_protocols(const struct family *family)
{
    return family->protocol != NULL;
}

const struct column_group columns_protocol = {rows, sizeof(rows) / sizeof(rows[0]),
                                              .belongs_to = has_protocols};
