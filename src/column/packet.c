/* SPDX-License-Identifier: MIT */
#include <linux/if_packet.h>
#include <linux/packet_diag.h>
#include <sys/socket.h>

#include "column/filter.h"
#include "column/flags.h"
#include "column/groups.h"

/* XDP sockets have rings of another layout. */
static bool get_fact(const struct column *column, const struct sock *sock, struct lookups *lookups,
                     struct value *value)
{
    return sock->family == AF_PACKET && column_get_fact(column, sock, lookups, value);
}

static bool get_flags(const struct column *column, const struct sock *sock, struct lookups *lookups,
                      struct value *value)
{
    static const struct flag_word words[] = {
        {PDI_RUNNING, "running"}, {PDI_AUXDATA, "auxdata"}, {PDI_ORIGDEV, "origdev"},
        {PDI_VNETHDR, "vnethdr"}, {PDI_LOSS, "loss"},
    };
    if (!get_fact(column, sock, lookups, value))
        return false;
    value->text = flags_text(&lookups->scratch, words, sizeof(words) / sizeof(words[0]),
                             (uint32_t)value->number);
    return true;
}

/* The number is the id, with the type above it. */
static bool get_fanout_id(const struct column *column, const struct sock *sock,
                          struct lookups *lookups, struct value *value)
{
    if (!get_fact(column, sock, lookups, value))
        return false;
    value->number &= UINT16_MAX;
    return true;
}

/* As ss calls them (PACKET_FANOUT_*). The flags of fanout are above the type. */
static bool get_fanout_type(const struct column *column, const struct sock *sock,
                            struct lookups *lookups, struct value *value)
{
    static const char *const words[] = {
        [PACKET_FANOUT_HASH] = "hash",  [PACKET_FANOUT_LB] = "lb",
        [PACKET_FANOUT_CPU] = "cpu",    [PACKET_FANOUT_ROLLOVER] = "roll",
        [PACKET_FANOUT_RND] = "random", [PACKET_FANOUT_QM] = "qm",
        [PACKET_FANOUT_CBPF] = "cbpf",  [PACKET_FANOUT_EBPF] = "ebpf",
    };
    if (!get_fact(column, sock, lookups, value))
        return false;
    size_t type = value->number >> 16 & UINT8_MAX;
    if (type >= sizeof(words) / sizeof(words[0]))
        return false;
    value->text = slice_of(words[type]);
    return true;
}

/* Empty without CAP_NET_ADMIN; not even empty when the socket has no filter. */
static bool get_filter(const struct column *column, const struct sock *sock,
                       struct lookups *lookups, struct value *value)
{
    (void)column;
    value->text = filter_text(&lookups->scratch, sock_fact(sock, FACT_FILTER));
    return value->text.length > 0;
}

static bool get_program(const struct column *column, const struct sock *sock,
                        struct lookups *lookups, struct value *value)
{
    (void)column;
    value->text = filter_disassemble(&lookups->scratch, sock_fact(sock, FACT_FILTER));
    return value->text.length > 0;
}

#define PACKET_FACT(which, structure, field)                                                       \
    .fact = which, .get = get_fact, .offset = offsetof(structure, field),                          \
    .size = sizeof(((structure *)NULL)->field)
#define INFO(field)        PACKET_FACT(FACT_PACKET, struct packet_diag_info, field)
#define RING(which, field) NEED_RINGS, PACKET_FACT(which, struct packet_diag_ring, field)
#define FANOUT(getter)                                                                             \
    NEED_RINGS, .fact = FACT_FANOUT, .get = getter, .offset = 0, .size = sizeof(uint32_t)

static const struct column rows[] = {
    {"packet_version", "Packet-Version", "layout of a packet socket's rings: 0 for TPACKET_V1",
     VALUE_UNSIGNED, IN_EXTENDED, INFO(pdi_version)},
    {"packet_reserve", "Packet-Reserve", "bytes kept free in front of each packet in the ring",
     VALUE_UNSIGNED, IN_EXTENDED, INFO(pdi_reserve)},
    {"packet_copy_thresh", "Packet-Copy-Thresh",
     "whether packets too long for the ring are queued as well: the limit that was set",
     VALUE_UNSIGNED, IN_EXTENDED, INFO(pdi_copy_thresh)},
    {"packet_timestamp", "Packet-Timestamp",
     "source of time stamps in the ring (SOF_TIMESTAMPING_*), 0 for the kernel's own",
     VALUE_UNSIGNED, IN_EXTENDED, INFO(pdi_tstamp)},
    {"packet_flags", "Packet-Flags",
     "of a packet socket: running, auxdata, origdev, vnethdr, loss, or none", VALUE_TEXT,
     IN_EXTENDED, .fact = FACT_PACKET, .get = get_flags,
     .offset = offsetof(struct packet_diag_info, pdi_flags), .size = sizeof(uint32_t)},
    {"rx_ring_block_size", "RX-Ring-Block-Size", "bytes of a block of the receive ring",
     VALUE_UNSIGNED, IN_EXTENDED, RING(FACT_RX_RING, pdr_block_size)},
    {"rx_ring_blocks", "RX-Ring-Blocks", "blocks of the receive ring", VALUE_UNSIGNED, IN_EXTENDED,
     RING(FACT_RX_RING, pdr_block_nr)},
    {"rx_ring_frame_size", "RX-Ring-Frame-Size", "bytes of a frame of the receive ring",
     VALUE_UNSIGNED, IN_EXTENDED, RING(FACT_RX_RING, pdr_frame_size)},
    {"rx_ring_frames", "RX-Ring-Frames", "frames of the receive ring", VALUE_UNSIGNED, IN_EXTENDED,
     RING(FACT_RX_RING, pdr_frame_nr)},
    {"rx_ring_timeout_ms", "RX-Ring-Timeout",
     "milliseconds until the kernel hands over a block that is not full", VALUE_UNSIGNED,
     IN_EXTENDED, RING(FACT_RX_RING, pdr_retire_tmo)},
    {"rx_ring_private_size", "RX-Ring-Private-Size",
     "bytes of each block that the program has for itself", VALUE_UNSIGNED, IN_EXTENDED,
     RING(FACT_RX_RING, pdr_sizeof_priv)},
    {"rx_ring_features", "RX-Ring-Features", "features of the receive ring (TP_FT_REQ_*)",
     VALUE_HEX, IN_EXTENDED, RING(FACT_RX_RING, pdr_features)},
    {"tx_ring_block_size", "TX-Ring-Block-Size", "bytes of a block of the send ring",
     VALUE_UNSIGNED, IN_EXTENDED, RING(FACT_TX_RING, pdr_block_size)},
    {"tx_ring_blocks", "TX-Ring-Blocks", "blocks of the send ring", VALUE_UNSIGNED, IN_EXTENDED,
     RING(FACT_TX_RING, pdr_block_nr)},
    {"tx_ring_frame_size", "TX-Ring-Frame-Size", "bytes of a frame of the send ring",
     VALUE_UNSIGNED, IN_EXTENDED, RING(FACT_TX_RING, pdr_frame_size)},
    {"tx_ring_frames", "TX-Ring-Frames", "frames of the send ring", VALUE_UNSIGNED, IN_EXTENDED,
     RING(FACT_TX_RING, pdr_frame_nr)},
    {"tx_ring_timeout_ms", "TX-Ring-Timeout", "the same as of the receive ring", VALUE_UNSIGNED,
     IN_EXTENDED, RING(FACT_TX_RING, pdr_retire_tmo)},
    {"tx_ring_private_size", "TX-Ring-Private-Size", "the same as of the receive ring",
     VALUE_UNSIGNED, IN_EXTENDED, RING(FACT_TX_RING, pdr_sizeof_priv)},
    {"tx_ring_features", "TX-Ring-Features", "features of the send ring (TP_FT_REQ_*)", VALUE_HEX,
     IN_EXTENDED, RING(FACT_TX_RING, pdr_features)},
    {"fanout_id", "Fanout-ID", "number of the group of packet sockets that share their packets",
     VALUE_UNSIGNED, IN_EXTENDED, FANOUT(get_fanout_id)},
    {"fanout_type", "Fanout-Type",
     "how they share them: hash, lb, cpu, roll, random, qm, cbpf or ebpf", VALUE_TEXT, IN_EXTENDED,
     FANOUT(get_fanout_type)},
    {"bpf", "BPF",
     "filter program as numbers: operation,true,false,operand for each instruction, which "
     "semicolons separate; the kernel tells it only with CAP_NET_ADMIN",
     VALUE_TEXT, IN_BPF, NEED_FILTER, .get = get_filter},
    {"bpf_program", "BPF-Program", "the same in the words of the kernel's bpf_asm", VALUE_TEXT,
     IN_BPF, NEED_FILTER, .get = get_program},
};
static const char *const families_with_these[] = {"packet", NULL};

const struct column_group columns_packet = {rows, sizeof(rows) / sizeof(rows[0]),
                                            families_with_these};
