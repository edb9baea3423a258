/* SPDX-License-Identifier: MIT */
#include <linux/xdp_diag.h>

#include "column/groups.h"
#include "family/families.h"

/* Packet sockets store rings of another layout in the same facts. */
static bool get_xdp(const struct column *column, const struct sock *sock, struct lookups *lookups,
                    struct value *value)
{
    return sock->from == &family_xdp && column_get_fact(column, sock, lookups, value);
}

static bool get_zero_copy(const struct column *column, const struct sock *sock,
                          struct lookups *lookups, struct value *value)
{
    if (!get_xdp(column, sock, lookups, value))
        return false;
    value->number = (value->number & XDP_DU_F_ZEROCOPY) != 0;
    return true;
}

static bool get_queue(const struct column *column, const struct sock *sock, struct lookups *lookups,
                      struct value *value)
{
    return sock->from == &family_xdp && column_get_number(column, sock, lookups, value);
}

/* Interface 0 means that the umem is not yet bound to a device. */
static bool get_umem_interface(const struct column *column, const struct sock *sock,
                               struct lookups *lookups, struct value *value)
{
    if (!get_xdp(column, sock, lookups, value) || value->number == 0)
        return false;
    value->text = interfaces_find(&lookups->interfaces, sock->netns, (uint32_t)value->number);
    return value->text.length > 0;
}

#define PLACE(which, structure, field)                                                             \
    .fact = which, .offset = offsetof(structure, field), .size = sizeof(((structure *)NULL)->field)
#define RING(which)                                                                                \
    VALUE_UNSIGNED, IN_EXTENDED, NEED_RINGS, .get = get_xdp,                                       \
                                             PLACE(which, struct xdp_diag_ring, entries)
#define UMEM(getter, field)                                                                        \
    IN_EXTENDED, NEED_RINGS, .get = getter, PLACE(FACT_UMEM, struct xdp_diag_umem, field)
#define STATISTIC(field)                                                                           \
    VALUE_UNSIGNED, IN_INFO, NEED_INFO, COLUMN_FACT(FACT_XDP_STATS, struct xdp_diag_stats, field)

/* clang-format off: rows stay compact. */
static const struct column rows[] = {
    {"xdp_queue", "XDP-Queue", "XDP: receive queue that the socket is bound to", VALUE_UNSIGNED,
     IN_EXTENDED, .have = HAVE_LOCAL, .get = get_queue, .offset = offsetof(struct sock, local.port),
     .size = sizeof(uint32_t)},
    {"xdp_rx_entries", "XDP-Rx", "XDP: descriptors in the receive ring", RING(FACT_XDP_RX_RING)},
    {"xdp_tx_entries", "XDP-Tx", "XDP: descriptors in the transmit ring", RING(FACT_XDP_TX_RING)},
    {"xdp_fill_entries", "XDP-Fill", "XDP: descriptors in the fill ring", RING(FACT_FILL_RING)},
    {"xdp_completion_entries", "XDP-Completion", "XDP: descriptors in the completion ring",
     RING(FACT_COMPLETION_RING)},
    {"xdp_umem_id", "Umem", "XDP: number of the memory that sockets share (umem)", VALUE_UNSIGNED,
     UMEM(get_xdp, id)},
    {"xdp_umem_size_bytes", "Umem-Size", "XDP: size of the umem in bytes", VALUE_UNSIGNED,
     UMEM(get_xdp, size)},
    {"xdp_umem_pages", "Umem-Pages", "XDP: pages in the umem", VALUE_UNSIGNED,
     UMEM(get_xdp, num_pages)},
    {"xdp_umem_chunk_bytes", "Umem-Chunk", "XDP: bytes in a chunk of the umem", VALUE_UNSIGNED,
     UMEM(get_xdp, chunk_size)},
    {"xdp_umem_headroom_bytes", "Umem-Headroom",
     "XDP: bytes left free before each frame of the umem", VALUE_UNSIGNED, UMEM(get_xdp, headroom)},
    {"xdp_umem_interface", "Umem-Interface", "XDP: network device that the umem is bound to",
     VALUE_TEXT, UMEM(get_umem_interface, ifindex), .example = "eth0",
     .null_when = "the umem is bound to no device"},
    {"xdp_umem_queue", "Umem-Queue", "XDP: queue that the umem is bound to", VALUE_UNSIGNED,
     UMEM(get_xdp, queue_id)},
    {"xdp_umem_zero_copy", "Umem-Zero-Copy",
     "XDP: whether frames are passed to and from the device without a copy", VALUE_FLAG,
     UMEM(get_zero_copy, flags)},
    {"xdp_umem_refs", "Umem-Refs", "XDP: sockets that use the umem", VALUE_UNSIGNED,
     UMEM(get_xdp, refs)},
    {"xdp_rx_dropped", "XDP-Rx-Dropped",
     "XDP: frames dropped for reasons that no other counter covers", STATISTIC(n_rx_dropped)},
    {"xdp_rx_invalid", "XDP-Rx-Invalid", "XDP: invalid descriptors in the fill ring",
     STATISTIC(n_rx_invalid)},
    {"xdp_rx_ring_full", "XDP-Rx-Full", "XDP: frames dropped because the receive ring was full",
     STATISTIC(n_rx_full)},
    {"xdp_fill_ring_empty", "XDP-Fill-Empty", "XDP: number of times the fill ring was empty",
     STATISTIC(n_fill_ring_empty)},
    {"xdp_tx_invalid", "XDP-Tx-Invalid", "XDP: invalid descriptors in the transmit ring",
     STATISTIC(n_tx_invalid)},
    {"xdp_tx_ring_empty", "XDP-Tx-Empty", "XDP: number of times the transmit ring was empty",
     STATISTIC(n_tx_ring_empty)},
};
/* clang-format on */
static const char *const families_with_these[] = {"xdp", NULL};

const struct column_group columns_xdp = {rows, sizeof(rows) / sizeof(rows[0]), families_with_these};
