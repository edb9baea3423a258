/* SPDX-License-Identifier: MIT */
#include <linux/if_packet.h>
#include <linux/packet_diag.h>

#include "column/filter.h"
#include "column/flags.h"
#include "column/groups.h"
#include "column/words.h"
#include "family/families.h"

/* XDP sockets store rings of another layout in the same facts. */
static bool get_fact(const struct column *column, const struct sock *sock, struct lookups *lookups,
                     struct value *value)
{
    return sock->from == &family_packet && column_get_fact(column, sock, lookups, value);
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

/* The lower 16 bits are the id, the upper 16 bits type and flags. */
static bool get_fanout_id(const struct column *column, const struct sock *sock,
                          struct lookups *lookups, struct value *value)
{
    if (!get_fact(column, sock, lookups, value))
        return false;
    value->number &= UINT16_MAX;
    return true;
}

/* The names are those of ss (PACKET_FANOUT_*). The bits above the type are flags. */
static const char *fanout_word(size_t place)
{
    static const char *const words[] = {
        [PACKET_FANOUT_HASH] = "hash",  [PACKET_FANOUT_LB] = "lb",
        [PACKET_FANOUT_CPU] = "cpu",    [PACKET_FANOUT_ROLLOVER] = "roll",
        [PACKET_FANOUT_RND] = "random", [PACKET_FANOUT_QM] = "qm",
        [PACKET_FANOUT_CBPF] = "cbpf",  [PACKET_FANOUT_EBPF] = "ebpf",
    };
    return COLUMN_WORD_AT(words, place);
}

static bool get_fanout_type(const struct column *column, const struct sock *sock,
                            struct lookups *lookups, struct value *value)
{
    return get_fact(column, sock, lookups, value) &&
           column_put_word(column, value->number >> 16 & UINT8_MAX, value);
}

/* Without CAP_NET_ADMIN the kernel sends an empty program. It sends none for a socket without a
 * filter. */
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
#define INFO(field) PACKET_FACT(FACT_PACKET, struct packet_diag_info, field)
#define RING(which, field)                                                                         \
    NEED_RINGS, PACKET_FACT(which, struct packet_diag_ring, field),                                \
        .null_when = "the socket has no such ring"
#define FANOUT(getter)                                                                             \
    NEED_RINGS, .fact = FACT_FANOUT, .get = getter, .offset = 0, .size = sizeof(uint32_t),         \
                .null_when = "the socket is in no fanout group"

static const struct column rows[] = {
    {"packet_version", "Packet-Version",
     "layout of a packet socket's rings: 0 for TPACKET_V1, 1 for TPACKET_V2, 2 for TPACKET_V3",
     VALUE_UNSIGNED, IN_EXTENDED, INFO(pdi_version)},
    {"packet_reserve", "Packet-Reserve",
     "bytes kept free before each packet in a packet socket's ring", VALUE_UNSIGNED, IN_EXTENDED,
     INFO(pdi_reserve)},
    {"packet_copy_thresh", "Packet-Copy-Thresh",
     "value of PACKET_COPY_THRESH: if not 0, packets too long for the ring are also queued",
     VALUE_UNSIGNED, IN_EXTENDED, INFO(pdi_copy_thresh)},
    {"packet_timestamp", "Packet-Timestamp",
     "source of timestamps in a packet socket's ring (SOF_TIMESTAMPING_*), 0 for the kernel's own",
     VALUE_UNSIGNED, IN_EXTENDED, INFO(pdi_tstamp)},
    {"packet_flags", "Packet-Flags",
     "flags of a packet socket: running, auxdata, origdev, vnethdr, loss, or none", VALUE_TEXT,
     IN_EXTENDED, .fact = FACT_PACKET, .get = get_flags,
     .offset = offsetof(struct packet_diag_info, pdi_flags), .size = sizeof(uint32_t),
     .example = "running"},
    {"rx_ring_block_size", "RX-Ring-Block-Size",
     "bytes in a block of a packet socket's receive ring", VALUE_UNSIGNED, IN_EXTENDED,
     RING(FACT_RX_RING, pdr_block_size)},
    {"rx_ring_blocks", "RX-Ring-Blocks", "blocks in a packet socket's receive ring", VALUE_UNSIGNED,
     IN_EXTENDED, RING(FACT_RX_RING, pdr_block_nr)},
    {"rx_ring_frame_size", "RX-Ring-Frame-Size",
     "bytes in a frame of a packet socket's receive ring", VALUE_UNSIGNED, IN_EXTENDED,
     RING(FACT_RX_RING, pdr_frame_size)},
    {"rx_ring_frames", "RX-Ring-Frames", "frames in a packet socket's receive ring", VALUE_UNSIGNED,
     IN_EXTENDED, RING(FACT_RX_RING, pdr_frame_nr)},
    {"rx_ring_timeout_ms", "RX-Ring-Timeout",
     "milliseconds after which the kernel hands over a receive block that is not full",
     VALUE_UNSIGNED, IN_EXTENDED, RING(FACT_RX_RING, pdr_retire_tmo)},
    {"rx_ring_private_size", "RX-Ring-Private-Size",
     "bytes reserved for the program in each block of a packet socket's receive ring",
     VALUE_UNSIGNED, IN_EXTENDED, RING(FACT_RX_RING, pdr_sizeof_priv)},
    {"rx_ring_features", "RX-Ring-Features",
     "features of a packet socket's receive ring (TP_FT_REQ_*)", VALUE_HEX, IN_EXTENDED,
     RING(FACT_RX_RING, pdr_features)},
    {"tx_ring_block_size", "TX-Ring-Block-Size", "bytes in a block of a packet socket's send ring",
     VALUE_UNSIGNED, IN_EXTENDED, RING(FACT_TX_RING, pdr_block_size)},
    {"tx_ring_blocks", "TX-Ring-Blocks", "blocks in a packet socket's send ring", VALUE_UNSIGNED,
     IN_EXTENDED, RING(FACT_TX_RING, pdr_block_nr)},
    {"tx_ring_frame_size", "TX-Ring-Frame-Size", "bytes in a frame of a packet socket's send ring",
     VALUE_UNSIGNED, IN_EXTENDED, RING(FACT_TX_RING, pdr_frame_size)},
    {"tx_ring_frames", "TX-Ring-Frames", "frames in a packet socket's send ring", VALUE_UNSIGNED,
     IN_EXTENDED, RING(FACT_TX_RING, pdr_frame_nr)},
    {"tx_ring_timeout_ms", "TX-Ring-Timeout",
     "block timeout of a packet socket's send ring in milliseconds", VALUE_UNSIGNED, IN_EXTENDED,
     RING(FACT_TX_RING, pdr_retire_tmo)},
    {"tx_ring_private_size", "TX-Ring-Private-Size",
     "bytes reserved for the program in each block of a packet socket's send ring", VALUE_UNSIGNED,
     IN_EXTENDED, RING(FACT_TX_RING, pdr_sizeof_priv)},
    {"tx_ring_features", "TX-Ring-Features",
     "features of a packet socket's send ring (TP_FT_REQ_*)", VALUE_HEX, IN_EXTENDED,
     RING(FACT_TX_RING, pdr_features)},
    {"fanout_id", "Fanout-ID", "number of the fanout group, whose packet sockets share the packets",
     VALUE_UNSIGNED, IN_EXTENDED, FANOUT(get_fanout_id)},
    {"fanout_type", "Fanout-Type",
     "how a fanout group shares its packets: hash, lb, cpu, roll, random, qm, cbpf or ebpf",
     VALUE_TEXT, IN_EXTENDED, FANOUT(get_fanout_type), .word = fanout_word, .example = "hash"},
    {"bpf", "BPF",
     "filter program of a packet socket: operation,true,false,operand for each instruction, "
     "separated by semicolons; the kernel reports it only with CAP_NET_ADMIN",
     VALUE_TEXT, IN_BPF, NEED_FILTER, .get = get_filter, .example = "40,0,0,12;6,0,0,65535",
     .null_when = "the socket has no filter; sockview runs without CAP_NET_ADMIN"},
    {"bpf_program", "BPF-Program",
     "filter program of a packet socket in the language of the kernel's bpf_asm", VALUE_TEXT,
     IN_BPF, NEED_FILTER, .get = get_program, .example = "l0:ldh[12];l1:ret#65535",
     .null_when = "the socket has no filter; sockview runs without CAP_NET_ADMIN"},
};
static const char *const families_with_these[] = {"packet", NULL};

const struct column_group columns_packet = {rows, sizeof(rows) / sizeof(rows[0]),
                                            families_with_these};
