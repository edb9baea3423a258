/* SPDX-License-Identifier: MIT */
#include <linux/sock_diag.h>

#include "column/groups.h"

/* The record has it from /proc/net and TIPC; the others tell it with the memory. */
static bool get_drops(const struct column *column, const struct sock *sock, struct lookups *lookups,
                      struct value *value)
{
    if (!(sock->have & HAVE_DROPS))
        return column_get_fact(column, sock, lookups, value);
    value->number = sock->drops;
    return true;
}

#define NUMBER(name, place)                                                                        \
    name, name, .type = VALUE_UNSIGNED, .sets = IN_MEMORY, .needs = NEED_MEMORY,                   \
                .fact = FACT_MEMORY, .offset = (place) * sizeof(uint32_t),                         \
                .size = sizeof(uint32_t)
#define MEMORY(name, place) NUMBER(name, place), .get = column_get_fact

/* The names are what ss calls them. */
static const struct column rows[] = {
    {MEMORY("skmem_r", SK_MEMINFO_RMEM_ALLOC),
     .help = "bytes allocated for what was received and not yet read"},
    {MEMORY("skmem_rb", SK_MEMINFO_RCVBUF), .help = "bytes that may be allocated for receiving"},
    {MEMORY("skmem_t", SK_MEMINFO_WMEM_ALLOC),
     .help = "bytes allocated for what was handed to the network layer"},
    {MEMORY("skmem_tb", SK_MEMINFO_SNDBUF), .help = "bytes that may be allocated for sending"},
    {MEMORY("skmem_f", SK_MEMINFO_FWD_ALLOC), .help = "bytes reserved in advance and not in use"},
    {MEMORY("skmem_w", SK_MEMINFO_WMEM_QUEUED),
     .help = "bytes allocated for what waits to be sent"},
    {MEMORY("skmem_o", SK_MEMINFO_OPTMEM), .help = "bytes allocated for options, such as a filter"},
    {MEMORY("skmem_bl", SK_MEMINFO_BACKLOG),
     .help = "bytes in the backlog, which waits while the socket is in use"},
    {NUMBER("skmem_d", SK_MEMINFO_DROPS), .get = get_drops,
     .help = "packets thrown away, mostly for want of room"},
};
const struct column_group columns_memory = {rows, sizeof(rows) / sizeof(rows[0]), NULL};
