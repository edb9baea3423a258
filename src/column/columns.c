/* SPDX-License-Identifier: MIT */
#include "column/columns.h"

#include <string.h>

#include "column/groups.h"
#include "family/family.h"

/* In the order in which details are printed. */
/* clang-format off */
const struct column_group *const column_groups[] = {
    &columns_base,
    &columns_listener,
    &columns_ip,
    &columns_owner_lists,
    &columns_owner_status,
    &columns_holders,
    &columns_protocol,
    &columns_unix,
    &columns_packet,
    &columns_netlink,
    &columns_tcp_info,
    &columns_congestion,
    &columns_ulp,
    &columns_md5,
    &columns_mptcp,
    &columns_sctp,
    &columns_tipc,
    &columns_xdp,
    &columns_memory,
    &columns_sockopt,
    &columns_contexts,
    &columns_change,
    &columns_exposure,
    &columns_direction,
    &columns_rates,
    &columns_peers,
};
/* clang-format on */
const size_t column_groups_count = sizeof(column_groups) / sizeof(column_groups[0]);

size_t columns_count(void)
{
    size_t count = 0;
    for (size_t i = 0; i < column_groups_count; i++)
        count += column_groups[i]->count;
    return count;
}

static const struct column_group *group_of(const struct column *column)
{
    for (size_t i = 0; i < column_groups_count; i++) {
        const struct column_group *group = column_groups[i];
        if (column >= group->columns && column < group->columns + group->count)
            return group;
    }
    return NULL;
}

bool column_group_belongs_to(const struct column_group *group, const struct family *family)
{
    const char *const *names = group->families;
    if (group->belongs_to != NULL)
        return group->belongs_to(family);
    while (names != NULL && *names != NULL && strcmp(*names, family->name) != 0)
        names++;
    return names == NULL || *names != NULL;
}

bool column_belongs_to(const struct column *column, const struct family *family)
{
    const struct column_group *group = group_of(column);
    return group == NULL || column_group_belongs_to(group, family);
}

bool column_is_special(const struct column *column)
{
    const struct column_group *group = group_of(column);
    return group != NULL && (group->families != NULL || group->belongs_to != NULL);
}

/* The values (HAVE_*) that /proc/net has for no such socket. The send queue of a listener is its
 * limit, which /proc/net does not have, and sockets are compared by their cookies. */
static uint64_t files_lack(const struct sock *sock)
{
    const struct address_family *address = family_address(sock);
    bool is_listener = sock->have & HAVE_STATE && sock->state == STATE_LISTEN;
    return sock->from->netlink_only | (address == NULL ? 0 : address->files_lack) |
           (is_listener ? HAVE_SEND_Q : 0) | HAVE_CHANGE;
}

bool column_is_netlink_only(const struct column *column, const struct sock *sock)
{
    return column_belongs_to(column, sock->from) && !sock_is_reduced(sock) &&
           (column->needs & NEED_DETAILS || column_is_special(column) ||
            column->have & files_lack(sock));
}

const struct column *column_at(size_t place)
{
    size_t group = 0;
    while (place >= column_groups[group]->count)
        place -= column_groups[group++]->count;
    return &column_groups[group]->columns[place];
}

const struct column *column_find(struct slice name)
{
    for (size_t i = 0; i < column_groups_count; i++) {
        for (size_t j = 0; j < column_groups[i]->count; j++) {
            if (slice_equals(name, column_groups[i]->columns[j].name))
                return &column_groups[i]->columns[j];
        }
    }
    return NULL;
}
