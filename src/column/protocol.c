/* SPDX-License-Identifier: MIT */
#include "column/groups.h"
#include "family.h"

static bool get_protocol(const struct column *column, const struct sock *sock,
                         struct lookups *lookups, struct value *value)
{
    (void)column, (void)lookups;
    const char *name =
        sock->from->protocol_name == NULL ? NULL : sock->from->protocol_name(sock->protocol);
    if (name == NULL)
        return false;
    value->text = slice_of(name);
    return true;
}

static const struct column rows[] = {
    {"protocol", "Protocol", "protocol of a packet or netlink socket by name", VALUE_TEXT,
     IN_EXTENDED, .have = HAVE_PROTOCOL, .get = get_protocol},
    {"protocol_number", "Protocol-Number",
     "protocol of a packet (ETH_P_*) or netlink (NETLINK_*) socket", VALUE_UNSIGNED, IN_EXTENDED,
     .have = HAVE_PROTOCOL, COLUMN_NUMBER(protocol)},
};
const struct column_group columns_protocol = {rows, sizeof(rows) / sizeof(rows[0])};
