/* SPDX-License-Identifier: MIT */
#include <linux/sock_diag.h>

#include "column/groups.h"

#define MEMORY(name, place)                                                                        \
    name, name, .type = VALUE_UNSIGNED, .sets = IN_MEMORY, .needs = NEED_MEMORY,                   \
                .get = column_get_fact, .fact = FACT_MEMORY, .offset = (place) * sizeof(uint32_t), \
                .size = sizeof(uint32_t)

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
    {MEMORY("skmem_d", SK_MEMINFO_DROPS), .help = "packets dropped before they reached the socket"},
};
const struct column_group columns_memory = {rows, sizeof(rows) / sizeof(rows[0]), NULL};
