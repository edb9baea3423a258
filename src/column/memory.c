/* SPDX-License-Identifier: MIT */
#include <linux/sock_diag.h>

#include "column/groups.h"

/* /proc/net and TIPC report drops with the socket, so the record has them. For other tables they
 * are part of the memory fact. */
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
#define MEMORY(name, place)                                                                        \
    NUMBER(name, place), .facts = FACT_BIT(FACT_MEMORY), .get = column_get_fact

/* The names are those of ss. */
static const struct column rows[] = {
    {MEMORY("skmem_r", SK_MEMINFO_RMEM_ALLOC),
     .help = "bytes of memory that data received and not yet read takes"},
    {MEMORY("skmem_rb", SK_MEMINFO_RCVBUF), .help = "limit of the receive buffer in bytes"},
    {MEMORY("skmem_t", SK_MEMINFO_WMEM_ALLOC),
     .help = "bytes of memory that data handed to the network layer takes"},
    {MEMORY("skmem_tb", SK_MEMINFO_SNDBUF), .help = "limit of the send buffer in bytes"},
    {MEMORY("skmem_f", SK_MEMINFO_FWD_ALLOC),
     .help = "bytes of memory reserved for the socket and not in use"},
    {MEMORY("skmem_w", SK_MEMINFO_WMEM_QUEUED),
     .help = "bytes of memory that data waiting to be sent takes"},
    {MEMORY("skmem_o", SK_MEMINFO_OPTMEM),
     .help = "bytes of memory for socket options, such as a filter"},
    {MEMORY("skmem_bl", SK_MEMINFO_BACKLOG),
     .help = "bytes in the backlog: packets that arrived while the socket was locked"},
    {NUMBER("skmem_d", SK_MEMINFO_DROPS), .get = get_drops,
     .help = "packets dropped, mostly because the receive buffer was full"},
};
const struct column_group columns_memory = {rows, sizeof(rows) / sizeof(rows[0]), NULL};
