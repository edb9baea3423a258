/* SPDX-License-Identifier: MIT */
#include <linux/sock_diag.h>

#include "column/groups.h"

/* The record has it from /proc/net; netlink tells it with the memory. */
static bool get_drops(const struct column *column, const struct sock *sock, struct lookups *lookups,
                      struct value *value)
{
    if (!(sock->have & HAVE_DROPS))
        return column_get_fact(column, sock, lookups, value);
    value->number = sock->drops;
    return true;
}

static const struct column rows[] = {
    {"drops", "Drops", "packets thrown away, mostly for want of room", VALUE_UNSIGNED, IN_MEMORY,
     NEED_MEMORY, .get = get_drops, .fact = FACT_MEMORY,
     .offset = SK_MEMINFO_DROPS * sizeof(uint32_t), .size = sizeof(uint32_t)},
};
const struct column_group columns_drops = {rows, sizeof(rows) / sizeof(rows[0]), NULL};
