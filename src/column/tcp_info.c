/* SPDX-License-Identifier: MIT */
#include <linux/inet_diag.h>
#include <linux/tcp.h>
#include <string.h>

#include "column/congestion.h"
#include "column/groups.h"
#include "column/words.h"

/* Byte offsets of the fields of struct tcp_info that getters read besides the field of their own
 * row. */
enum { AT_OPTIONS = 5, AT_SND_MSS = 16, AT_RTT = 68, AT_SND_CWND = 80 };

/* Bit numbers of options in tcpi_options that came after Linux 6.1 (linux/tcp.h). */
enum { OPTION_USEC_TS = 6, OPTION_TFO_CHILD = 7 };

/* TCP_INFINITE_SSTHRESH of the kernel: there is no threshold yet. */
enum { NO_THRESHOLD = 0x7fffffff };

/* In bytes. A larger rate cannot be shown in bits, and the largest number means that there is no
 * limit. */
#define RATE_MOST (UINT64_MAX / 8)

static bool get_threshold(const struct column *column, const struct sock *sock,
                          struct lookups *lookups, struct value *value)
{
    return column_get_fact(column, sock, lookups, value) && value->number != NO_THRESHOLD;
}

/* Without the option no scale was negotiated, which differs from a scale of 0. */
static bool get_wscale(const struct column *column, const struct sock *sock,
                       struct lookups *lookups, struct value *value)
{
    struct slice info = sock_fact(sock, FACT_TCP_INFO);
    return info.length > AT_OPTIONS && (unsigned char)info.data[AT_OPTIONS] & TCPI_OPT_WSCALE &&
           column_get_fact(column, sock, lookups, value);
}

static const char *ca_state_word(size_t place)
{
    static const char *const words[] = {
        [TCP_CA_Open] = "open",         [TCP_CA_Disorder] = "disorder", [TCP_CA_CWR] = "cwr",
        [TCP_CA_Recovery] = "recovery", [TCP_CA_Loss] = "loss",
    };
    return COLUMN_WORD_AT(words, place);
}

static bool get_ca_state(const struct column *column, const struct sock *sock,
                         struct lookups *lookups, struct value *value)
{
    return column_get_fact(column, sock, lookups, value) &&
           column_put_word(column, value->number, value);
}

/* TFO_STATUS_UNSPEC, which is 0, gives no reason, so the value is unknown. */
static const char *fastopen_word(size_t place)
{
    static const char *const words[] = {
        [TFO_COOKIE_UNAVAILABLE - 1] = "cookie_unavailable",
        [TFO_DATA_NOT_ACKED - 1] = "data_not_acked",
        [TFO_SYN_RETRANSMITTED - 1] = "syn_retransmitted",
    };
    return COLUMN_WORD_AT(words, place);
}

static bool get_fastopen_failure(const struct column *column, const struct sock *sock,
                                 struct lookups *lookups, struct value *value)
{
    return column_get_fact(column, sock, lookups, value) &&
           column_put_word(column, value->number - 1, value);
}

/* The round-trip time that Vegas measured, in microseconds; 0 when it has none. */
static uint32_t vegas_rtt(const struct sock *sock)
{
    struct slice fact = sock_fact(sock, FACT_VEGAS);
    struct tcpvegas_info vegas;
    if (fact.length < sizeof(vegas))
        return 0;
    memcpy(&vegas, fact.data, sizeof(vegas));
    return vegas.tcpv_enabled && vegas.tcpv_rtt != NO_VEGAS_RTT ? vegas.tcpv_rtt : 0;
}

static uint32_t read_field(struct slice info, size_t at)
{
    uint32_t number;
    memcpy(&number, info.data + at, sizeof(number));
    return number;
}

/* One congestion window per round trip, in bits per second, rounded. */
static bool get_send_rate(const struct column *column, const struct sock *sock,
                          struct lookups *lookups, struct value *value)
{
    (void)column, (void)lookups;
    struct slice info = sock_fact(sock, FACT_TCP_INFO);
    if (info.length < AT_SND_CWND + sizeof(uint32_t))
        return false;
    uint32_t rtt = vegas_rtt(sock) != 0 ? vegas_rtt(sock) : read_field(info, AT_RTT);
    uint64_t window = (uint64_t)read_field(info, AT_SND_CWND) * read_field(info, AT_SND_MSS);
    const uint64_t bits_in_microseconds = 8 * UINT64_C(1000000);
    if (rtt == 0 || window == 0 || window > (UINT64_MAX - rtt) / bits_in_microseconds)
        return false;
    value->number = (window * bits_in_microseconds + rtt / 2) / rtt;
    return true;
}

/* A field of struct tcp_info by its size and its offset, as in linux/tcp.h of Linux 6.18. The
 * offsets are numbers because the header of the build machine may be older. They cannot change: the
 * kernel adds fields only at the end, each aligned to its size. */
#define U8(at)  INFO, .offset = (at), .size = sizeof(uint8_t)
#define U16(at) INFO, .offset = (at), .size = sizeof(uint16_t)
#define U32(at) INFO, .offset = (at), .size = sizeof(uint32_t)
#define U64(at) INFO, .offset = (at), .size = sizeof(uint64_t)

#define NAME(name) name, name
#define INFO       COLUMN_OF_FACT(FACT_TCP_INFO)
/* For a listener the kernel fills in only fields that follow from its settings, and the length and
 * the limit of its queue as unacked and sacked (tcp_get_info). */
#define NO_LISTENER .never = 1u << STATE_LISTEN
#define LISTENER    NO_LISTENER, .null_when = "the socket is a listener"
/* The bits of TCPI_OPT_*. They are masks, not bit fields, and so do not depend on the byte
 * order. */
#define OPTION(number)                                                                             \
    VALUE_FLAG, IN_INFO, NEED_INFO, .get = column_get_fact, .first_bit = (number), .bits = 1,      \
                                    U8(AT_OPTIONS), LISTENER
#define NUMBER(getter, ...) VALUE_UNSIGNED, IN_INFO, NEED_INFO, .get = getter, __VA_ARGS__
#define SETTING(...)        NUMBER(column_get_fact, __VA_ARGS__)
#define COUNT(field)        SETTING(field), LISTENER
/* Before the first measurement the kernel reports 0, or the largest number for a minimum. */
#define SAMPLE(field)                                                                              \
    SETTING(field), NO_LISTENER, .least = 1, .most = UINT32_MAX - 1,                               \
                                 .null_when = "the socket is a listener; nothing was measured yet"
/* Converted from bytes to bits per second. */
#define RATE(field) SETTING(field), .most = RATE_MOST, .factor = 8
#define SCALE(field)                                                                               \
    NUMBER(get_wscale, field), NO_LISTENER,                                                        \
        .null_when = "the socket is a listener; no scale was negotiated"
#define WORD(getter, field) VALUE_TEXT, IN_INFO, NEED_INFO, .get = getter, field

static const struct column rows[] = {
    {NAME("ts"), "whether the connection uses the timestamps option", OPTION(0)},
    {NAME("sack"), "whether the connection uses selective acknowledgements", OPTION(1)},
    {NAME("wscale"), "whether the connection uses window scaling", OPTION(2)},
    {NAME("ecn"), "whether explicit congestion notification was negotiated", OPTION(3)},
    {NAME("ecnseen"), "whether a packet was received that allows explicit congestion notification",
     OPTION(4)},
    {NAME("fastopen"), "TCP Fast Open: whether data in the SYN was acknowledged", OPTION(5)},
    {NAME("usec_ts"), "whether the timestamps option counts microseconds", OPTION(OPTION_USEC_TS)},
    {NAME("tfo_child"), "TCP Fast Open: whether the connection was accepted through it",
     OPTION(OPTION_TFO_CHILD)},
    {NAME("fastopen_client_fail"),
     "TCP Fast Open: why it failed: cookie_unavailable, data_not_acked, syn_retransmitted",
     WORD(get_fastopen_failure, U8(7)), NO_LISTENER, BIT_FIELD(1, 2), .word = fastopen_word,
     .example = "data_not_acked",
     .null_when = "the socket is a listener; the kernel gives no reason"},
    {NAME("ca_state"), "state of loss recovery: open, disorder, cwr, recovery, loss",
     WORD(get_ca_state, U8(1)), LISTENER, .word = ca_state_word, .nothing = "open",
     .example = "open"},
    {NAME("snd_wscale"),
     "window scale of the peer: bits by which the windows it advertises are shifted", SCALE(U8(6)),
     BIT_FIELD(0, 4)},
    {NAME("rcv_wscale"),
     "window scale of this end: bits by which the windows it advertises are shifted", SCALE(U8(6)),
     BIT_FIELD(4, 4)},
    {NAME("retransmits"), "consecutive retransmission timeouts without an answer", COUNT(U8(2))},
    {NAME("probes"), "window or keepalive probes sent without an answer", COUNT(U8(3))},
    {NAME("backoff"), "number of times the retransmission timeout was doubled", COUNT(U8(4))},
    {NAME("rto_us"), "retransmission timeout in microseconds", COUNT(U32(8))},
    {NAME("ato_us"), "timeout of delayed acknowledgements in microseconds", COUNT(U32(12))},
    {NAME("rtt_us"), "smoothed round-trip time in microseconds", SAMPLE(U32(68))},
    {NAME("rttvar_us"), "variation of the round-trip time in microseconds", COUNT(U32(72))},
    {NAME("min_rtt_us"), "shortest recent round-trip time in microseconds", SAMPLE(U32(148))},
    {NAME("rcv_rtt_us"), "round-trip time estimated from received data, in microseconds",
     SAMPLE(U32(92))},
    {NAME("snd_mss"), "maximum size of segments sent, in bytes", COUNT(U32(16))},
    {NAME("rcv_mss"), "estimated size of segments received, in bytes", COUNT(U32(20))},
    {NAME("advmss"), "maximum segment size advertised to the peer, in bytes", COUNT(U32(84))},
    {NAME("pmtu"), "path MTU: largest packet that passes the path, in bytes", COUNT(U32(60))},
    {NAME("snd_cwnd"), "congestion window in segments", SETTING(U32(80))},
    {NAME("snd_ssthresh"), "slow start threshold in segments; unknown while there is none",
     NUMBER(get_threshold, U32(76)), NO_LISTENER,
     .null_when = "the socket is a listener; there is no threshold"},
    {NAME("rcv_ssthresh"), "present limit of the receive window in bytes", COUNT(U32(64))},
    {NAME("rcv_space"), "bytes per round trip that the receive buffer is sized for",
     COUNT(U32(96))},
    {NAME("snd_wnd"), "receive window that the peer advertises, in bytes", COUNT(U32(228))},
    {NAME("rcv_wnd"), "receive window advertised to the peer, in bytes", COUNT(U32(232))},
    {NAME("unacked"), "segments sent and not acknowledged", COUNT(U32(24))},
    {NAME("sacked"), "segments selectively acknowledged", COUNT(U32(28))},
    {NAME("lost"), "segments considered lost", COUNT(U32(32))},
    {NAME("retrans"), "segments retransmitted and not yet acknowledged", COUNT(U32(36))},
    {NAME("total_retrans"), "segments retransmitted since the connection began", COUNT(U32(100))},
    {NAME("fackets"),
     "segments up to the last one selectively acknowledged; only before Linux 4.15",
     SAMPLE(U32(40))},
    {NAME("reordering"), "segments that may arrive out of order before loss is assumed",
     SETTING(U32(88))},
    {NAME("reord_seen"), "number of times that reordering of segments was detected",
     COUNT(U32(220))},
    {NAME("dsack_dups"), "segments that the peer reported as duplicates (D-SACK)", COUNT(U32(216))},
    {NAME("last_data_sent_ms"), "milliseconds since data was sent", COUNT(U32(44))},
    {NAME("last_ack_sent_ms"),
     "milliseconds since an acknowledgement was sent; Linux never reports it", SAMPLE(U32(48))},
    {NAME("last_data_recv_ms"), "milliseconds since data was received", COUNT(U32(52))},
    {NAME("last_ack_recv_ms"), "milliseconds since an acknowledgement was received",
     COUNT(U32(56))},
    {NAME("bytes_sent"), "bytes of data sent, including retransmissions", COUNT(U64(200))},
    {NAME("bytes_retrans"), "bytes of data retransmitted", COUNT(U64(208))},
    {NAME("bytes_acked"), "bytes acknowledged by the peer", COUNT(U64(120))},
    {NAME("bytes_received"), "bytes of data received", COUNT(U64(128))},
    {NAME("notsent_bytes"), "bytes in the send buffer that were not yet sent", COUNT(U32(144))},
    {NAME("segs_out"), "segments sent", COUNT(U32(136))},
    {NAME("segs_in"), "segments received", COUNT(U32(140))},
    {NAME("data_segs_out"), "segments with data sent", COUNT(U32(156))},
    {NAME("data_segs_in"), "segments with data received", COUNT(U32(152))},
    {NAME("delivered"), "segments with data delivered to the peer, including retransmissions",
     COUNT(U32(192))},
    {NAME("delivered_ce"), "segments delivered for which the peer reported a congestion mark",
     COUNT(U32(196))},
    {NAME("rcv_ooopack"), "segments received out of order", COUNT(U32(224))},
    {NAME("send_bps"), "sending rate in bits per second: one congestion window each round trip",
     NUMBER(get_send_rate, INFO), NO_LISTENER,
     .null_when = "the socket is a listener; no round-trip time is known"},
    {NAME("pacing_rate_bps"),
     "pacing rate, the limit on sending, in bits per second; unknown without a limit",
     RATE(U64(104)), .null_when = "there is no limit"},
    {NAME("max_pacing_rate_bps"),
     "limit on the pacing rate (SO_MAX_PACING_RATE) in bits per second; unknown without a limit",
     RATE(U64(112)), .null_when = "there is no limit"},
    {NAME("delivery_rate_bps"), "recent rate at which data reached the peer, in bits per second",
     RATE(U64(160)), LISTENER},
    {NAME("delivery_rate_app_limited"),
     "whether the program sent too little to measure the delivery rate", VALUE_FLAG, IN_INFO,
     NEED_INFO, .get = column_get_fact, U8(7), BIT_FIELD(0, 1), LISTENER},
    {NAME("busy_time_us"), "microseconds during which there was data to send", COUNT(U64(168))},
    {NAME("rwnd_limited_us"), "microseconds during which the peer's receive window held back data",
     COUNT(U64(176))},
    {NAME("sndbuf_limited_us"), "microseconds during which a full send buffer held back data",
     COUNT(U64(184))},
    {NAME("rehash"), "number of times the kernel tried another path", COUNT(U32(236))},
    {NAME("total_rto"),
     "retransmission timeouts since the connection began, including the handshake",
     COUNT(U16(240))},
    {NAME("total_rto_recoveries"), "recoveries from retransmission timeouts", COUNT(U16(242))},
    {NAME("total_rto_time_ms"), "milliseconds spent in recovery from retransmission timeouts",
     COUNT(U32(244))},
    {NAME("received_ce"), "segments received with a congestion mark", COUNT(U32(248))},
    {NAME("delivered_e1_bytes"), "accurate ECN: bytes delivered with the mark ECT(1)",
     COUNT(U32(252))},
    {NAME("delivered_e0_bytes"), "accurate ECN: bytes delivered with the mark ECT(0)",
     COUNT(U32(256))},
    {NAME("delivered_ce_bytes"), "accurate ECN: bytes delivered with a congestion mark",
     COUNT(U32(260))},
    {NAME("received_e1_bytes"), "accurate ECN: bytes received with the mark ECT(1)",
     COUNT(U32(264))},
    {NAME("received_e0_bytes"), "accurate ECN: bytes received with the mark ECT(0)",
     COUNT(U32(268))},
    {NAME("received_ce_bytes"), "accurate ECN: bytes received with a congestion mark",
     COUNT(U32(272))},
    {NAME("accecn_fail_mode"), "accurate ECN: how its negotiation failed, as the kernel's bits",
     COUNT(U16(276))},
    {NAME("accecn_opt_seen"),
     "accurate ECN: whether its TCP option was seen, as the kernel's number", COUNT(U16(278))},
};
static const char *const families_with_these[] = {"tcp", NULL};

const struct column_group columns_tcp_info = {rows, sizeof(rows) / sizeof(rows[0]),
                                              families_with_these};
