/* SPDX-License-Identifier: MIT */
#include "sink/ss_packet.h"

#include <linux/filter.h>
#include <linux/packet_diag.h>
#include <string.h>

#include "util/number.h"

static void put_number(struct strbuf *line, const char *word, uint32_t number)
{
    strbuf_put_string(line, word);
    number_put(line, number);
}

static void begin_line(struct strbuf *line, const struct sink_settings *settings)
{
    strbuf_put_string(line, settings->one_line ? " " : "\n\t");
}

static void put_flags(struct strbuf *line, uint32_t flags)
{
    static const struct {
        uint32_t bit;
        const char *word;
    } rows[] = {{PDI_RUNNING, " running"},
                {PDI_AUXDATA, " auxdata"},
                {PDI_ORIGDEV, " origdev"},
                {PDI_VNETHDR, " vnethdr"},
                {PDI_LOSS, " loss"}};
    strbuf_put_string(line, " flags(");
    for (size_t i = 0; i < sizeof(rows) / sizeof(rows[0]); i++)
        strbuf_put_string(line, flags & rows[i].bit ? rows[i].word : "");
    strbuf_put_string(line, flags == 0 ? " 0 )" : " )");
}

static void put_info(struct strbuf *line, const struct sock *sock)
{
    struct slice fact = sock_fact(sock, FACT_PACKET);
    struct packet_diag_info info;
    if (fact.length < sizeof(info))
        return;
    memcpy(&info, fact.data, sizeof(info));
    put_number(line, "ver:", info.pdi_version);
    put_number(line, " cpy_thresh:", info.pdi_copy_thresh);
    put_flags(line, info.pdi_flags);
}

static void put_ring(struct strbuf *line, const struct sock *sock, enum fact which,
                     const char *name, const struct sink_settings *settings)
{
    struct slice fact = sock_fact(sock, which);
    struct packet_diag_ring ring;
    if (fact.length < sizeof(ring))
        return;
    memcpy(&ring, fact.data, sizeof(ring));
    begin_line(line, settings);
    strbuf_put_string(line, name);
    put_number(line, "(blk_size:", ring.pdr_block_size);
    put_number(line, ",blk_nr:", ring.pdr_block_nr);
    put_number(line, ",frm_size:", ring.pdr_frame_size);
    put_number(line, ",frm_nr:", ring.pdr_frame_nr);
    put_number(line, ",tmo:", ring.pdr_retire_tmo);
    strbuf_put_string(line, ",features:0x");
    number_put_hex(line, ring.pdr_features);
    strbuf_put_char(line, ')');
}

static void put_fanout(struct strbuf *line, const struct sock *sock,
                       const struct sink_settings *settings)
{
    static const char *const types[] = {"hash",   "lb", "cpu",  "roll",
                                        "random", "qm", "cbpf", "ebpf"};
    struct slice fact = sock_fact(sock, FACT_FANOUT);
    uint32_t fanout;
    if (fact.length < sizeof(fanout))
        return;
    memcpy(&fanout, fact.data, sizeof(fanout));
    uint32_t type = fanout >> 16 & 0xff;
    begin_line(line, settings);
    put_number(line, "fanout(id:", fanout & 0xffff);
    strbuf_put_string(line, ",type:");
    if (type < sizeof(types) / sizeof(types[0]))
        strbuf_put_string(line, types[type]);
    else
        put_number(line, "", type);
    strbuf_put_char(line, ')');
}

void ss_put_packet(struct strbuf *line, const struct sock *sock,
                   const struct sink_settings *settings)
{
    if (!sock_has_fact(sock, FACT_PACKET))
        return;
    begin_line(line, settings);
    put_info(line, sock);
    put_ring(line, sock, FACT_RX_RING, "ring_rx", settings);
    put_ring(line, sock, FACT_TX_RING, "ring_tx", settings);
    put_fanout(line, sock, settings);
}

void ss_put_filter(struct strbuf *line, const struct sock *sock,
                   const struct sink_settings *settings)
{
    struct slice fact = sock_fact(sock, FACT_FILTER);
    if (!sock_has_fact(sock, FACT_FILTER))
        return;
    struct sock_filter step;
    begin_line(line, settings);
    put_number(line, "bpf filter (", (uint32_t)(fact.length / sizeof(step)));
    strbuf_put_string(line, "): ");
    for (; fact.length >= sizeof(step); fact = slice_skip(fact, sizeof(step))) {
        memcpy(&step, fact.data, sizeof(step));
        strbuf_put_string(line, step.code < 0x10 ? " 0x0" : " 0x");
        number_put_hex(line, step.code);
        put_number(line, " ", step.jt);
        put_number(line, " ", step.jf);
        put_number(line, " ", step.k);
        strbuf_put_char(line, ',');
    }
}
