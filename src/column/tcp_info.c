/* SPDX-License-Identifier: MIT */
#include <linux/inet_diag.h>
#include <linux/tcp.h>
#include <string.h>

#include "column/congestion.h"
#include "column/groups.h"

/* Fields of struct tcp_info that are needed for more than a row of their own: bytes from its
 * beginning. */
enum { AT_OPTIONS = 5, AT_SND_MSS = 16, AT_RTT = 68, AT_SND_CWND = 80 };

/* Options of tcpi_options that came after Linux 6.1 (linux/tcp.h). */
enum { OPTION_USEC_TS = 6, OPTION_TFO_CHILD = 7 };

/* TCP_INFINITE_SSTHRESH of the kernel: no threshold was found yet. */
enum { NO_THRESHOLD = 0x7fffffff };

/* For a listener the kernel fills in only what follows from its settings (tcp_get_info). */
static bool get_connection(const struct column *column, const struct sock *sock,
                           struct lookups *lookups, struct value *value)
{
    return sock->state != STATE_LISTEN && column_get_fact(column, sock, lookups, value);
}

/* Where nothing was measured the kernel has 0, or the largest number for a minimum. */
static bool get_sample(const struct column *column, const struct sock *sock,
                       struct lookups *lookups, struct value *value)
{
    return get_connection(column, sock, lookups, value) && value->number != 0 &&
           value->number != UINT32_MAX;
}

static bool get_threshold(const struct column *column, const struct sock *sock,
                          struct lookups *lookups, struct value *value)
{
    return get_connection(column, sock, lookups, value) && value->number != NO_THRESHOLD;
}

/* From bytes to bits a second. The largest number means that there is no limit. */
static bool get_rate(const struct column *column, const struct sock *sock, struct lookups *lookups,
                     struct value *value)
{
    if (!column_get_fact(column, sock, lookups, value) || value->number > UINT64_MAX / 8)
        return false;
    value->number *= 8;
    return true;
}

static bool get_delivery_rate(const struct column *column, const struct sock *sock,
                              struct lookups *lookups, struct value *value)
{
    return sock->state != STATE_LISTEN && get_rate(column, sock, lookups, value);
}

/* Without the option there is no scale, which is not the same as a scale of 0. */
static bool get_wscale(const struct column *column, const struct sock *sock,
                       struct lookups *lookups, struct value *value)
{
    struct slice info = sock_fact(sock, FACT_TCP_INFO);
    return info.length > AT_OPTIONS && (unsigned char)info.data[AT_OPTIONS] & TCPI_OPT_WSCALE &&
           get_connection(column, sock, lookups, value);
}

static bool get_ca_state(const struct column *column, const struct sock *sock,
                         struct lookups *lookups, struct value *value)
{
    static const char *const words[] = {
        [TCP_CA_Open] = "open",         [TCP_CA_Disorder] = "disorder", [TCP_CA_CWR] = "cwr",
        [TCP_CA_Recovery] = "recovery", [TCP_CA_Loss] = "loss",
    };
    if (!get_connection(column, sock, lookups, value) ||
        value->number >= sizeof(words) / sizeof(words[0]))
        return false;
    value->text = slice_of(words[value->number]);
    return true;
}

/* TFO_STATUS_UNSPEC says nothing, so it is unknown. */
static bool get_fastopen_failure(const struct column *column, const struct sock *sock,
                                 struct lookups *lookups, struct value *value)
{
    static const char *const words[] = {
        [TFO_COOKIE_UNAVAILABLE] = "cookie_unavailable",
        [TFO_DATA_NOT_ACKED] = "data_not_acked",
        [TFO_SYN_RETRANSMITTED] = "syn_retransmitted",
    };
    if (!get_connection(column, sock, lookups, value) || value->number == TFO_STATUS_UNSPEC)
        return false;
    value->text = slice_of(words[value->number]);
    return true;
}

/* Round-trip time in microseconds as Vegas has it, or 0 where it has none. */
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

/* A congestion window each round trip, in bits a second, rounded. */
static bool get_send_rate(const struct column *column, const struct sock *sock,
                          struct lookups *lookups, struct value *value)
{
    (void)column, (void)lookups;
    struct slice info = sock_fact(sock, FACT_TCP_INFO);
    if (sock->state == STATE_LISTEN || info.length < AT_SND_CWND + sizeof(uint32_t))
        return false;
    uint32_t rtt = vegas_rtt(sock) != 0 ? vegas_rtt(sock) : read_field(info, AT_RTT);
    uint64_t window = (uint64_t)read_field(info, AT_SND_CWND) * read_field(info, AT_SND_MSS);
    const uint64_t bits_in_microseconds = 8 * UINT64_C(1000000);
    if (rtt == 0 || window == 0 || window > (UINT64_MAX - rtt) / bits_in_microseconds)
        return false;
    value->number = (window * bits_in_microseconds + rtt / 2) / rtt;
    return true;
}

/* A field of struct tcp_info by its size and its place, as in linux/tcp.h of Linux 6.18. They are
 * numbers, as the header of the building machine may be older; the kernel adds fields at the end
 * alone, each at a multiple of its size. */
#define U8(at)  .fact = FACT_TCP_INFO, .offset = (at), .size = sizeof(uint8_t)
#define U16(at) .fact = FACT_TCP_INFO, .offset = (at), .size = sizeof(uint16_t)
#define U32(at) .fact = FACT_TCP_INFO, .offset = (at), .size = sizeof(uint32_t)
#define U64(at) .fact = FACT_TCP_INFO, .offset = (at), .size = sizeof(uint64_t)

#define NAME(name) name, name
/* The bits of TCPI_OPT_*, which are masks and so the same on every machine. */
#define OPTION(number)                                                                             \
    VALUE_FLAG, IN_INFO, NEED_INFO, .get = get_connection, .first_bit = (number), .bits = 1,       \
                                    U8(AT_OPTIONS)
#define COUNT(field)          VALUE_UNSIGNED, IN_INFO, NEED_INFO, .get = get_connection, field
#define SAMPLE(field)         VALUE_UNSIGNED, IN_INFO, NEED_INFO, .get = get_sample, field
#define SETTING(field)        VALUE_UNSIGNED, IN_INFO, NEED_INFO, .get = column_get_fact, field
#define NUMBER(getter, field) VALUE_UNSIGNED, IN_INFO, NEED_INFO, .get = getter, field
#define WORD(getter, field)   VALUE_TEXT, IN_INFO, NEED_INFO, .get = getter, field

static const struct column rows[] = {
    {NAME("ts"), "whether the connection uses the timestamps option", OPTION(0)},
    {NAME("sack"), "whether it uses selective acknowledgements", OPTION(1)},
    {NAME("wscale"), "whether it scales windows", OPTION(2)},
    {NAME("ecn"), "whether explicit congestion notification was negotiated", OPTION(3)},
    {NAME("ecnseen"), "whether a packet came that allows such notification", OPTION(4)},
    {NAME("fastopen"), "whether data in the SYN was acknowledged (TCP Fast Open)", OPTION(5)},
    {NAME("usec_ts"), "whether timestamps count microseconds", OPTION(OPTION_USEC_TS)},
    {NAME("tfo_child"), "whether it was accepted through TCP Fast Open", OPTION(OPTION_TFO_CHILD)},
    {NAME("fastopen_client_fail"),
     "why TCP Fast Open failed: cookie_unavailable, data_not_acked, syn_retransmitted",
     WORD(get_fastopen_failure, U8(7)), BIT_FIELD(1, 2)},
    {NAME("ca_state"), "state of loss recovery: open, disorder, cwr, recovery, loss",
     WORD(get_ca_state, U8(1)), .nothing = "open"},
    {NAME("snd_wscale"), "how many bits the windows that come are shifted",
     NUMBER(get_wscale, U8(6)), BIT_FIELD(0, 4)},
    {NAME("rcv_wscale"), "how many bits the windows that are offered are shifted",
     NUMBER(get_wscale, U8(6)), BIT_FIELD(4, 4)},
    {NAME("retransmits"), "retransmission timeouts without an answer since", COUNT(U8(2))},
    {NAME("probes"), "window or keepalive probes without an answer", COUNT(U8(3))},
    {NAME("backoff"), "how often the timeout was doubled", COUNT(U8(4))},
    {NAME("rto_us"), "retransmission timeout in microseconds", COUNT(U32(8))},
    {NAME("ato_us"), "timeout of delayed acknowledgements in microseconds", COUNT(U32(12))},
    {NAME("rtt_us"), "smoothed round-trip time in microseconds", SAMPLE(U32(68))},
    {NAME("rttvar_us"), "its variation in microseconds", COUNT(U32(72))},
    {NAME("min_rtt_us"), "shortest recent round-trip time in microseconds", SAMPLE(U32(148))},
    {NAME("rcv_rtt_us"), "round-trip time as the receiver sees it, in microseconds",
     SAMPLE(U32(92))},
    {NAME("snd_mss"), "bytes in a segment that is sent, at most", COUNT(U32(16))},
    {NAME("rcv_mss"), "bytes in a segment that comes, as estimated", COUNT(U32(20))},
    {NAME("advmss"), "bytes in a segment as announced to the peer", COUNT(U32(84))},
    {NAME("pmtu"), "bytes in a packet that pass the path", COUNT(U32(60))},
    {NAME("snd_cwnd"), "congestion window in segments", SETTING(U32(80))},
    {NAME("snd_ssthresh"), "slow start threshold in segments; unknown while it has no limit",
     NUMBER(get_threshold, U32(76))},
    {NAME("rcv_ssthresh"), "bytes of window to offer at present, at most", COUNT(U32(64))},
    {NAME("rcv_space"), "bytes that the receive buffer was tuned for", COUNT(U32(96))},
    {NAME("snd_wnd"), "bytes of window that the peer offers", COUNT(U32(228))},
    {NAME("rcv_wnd"), "bytes of window that is offered to the peer", COUNT(U32(232))},
    {NAME("unacked"), "segments sent and not acknowledged; for LISTEN, connections that wait",
     SETTING(U32(24))},
    {NAME("sacked"), "segments selectively acknowledged; for LISTEN, how many may wait",
     SETTING(U32(28))},
    {NAME("lost"), "segments taken for lost", COUNT(U32(32))},
    {NAME("retrans"), "segments sent again and not acknowledged", COUNT(U32(36))},
    {NAME("total_retrans"), "segments sent again in all", COUNT(U32(100))},
    {NAME("fackets"), "segments up to the last one acknowledged; only before Linux 4.15",
     SAMPLE(U32(40))},
    {NAME("reordering"), "segments that may overtake each other before loss is assumed",
     SETTING(U32(88))},
    {NAME("reord_seen"), "how often segments overtook each other", COUNT(U32(220))},
    {NAME("dsack_dups"), "segments that the peer said to have got twice", COUNT(U32(216))},
    {NAME("last_data_sent_ms"), "milliseconds since data was sent", COUNT(U32(44))},
    {NAME("last_ack_sent_ms"), "milliseconds since an acknowledgement was sent; Linux never says",
     SAMPLE(U32(48))},
    {NAME("last_data_recv_ms"), "milliseconds since data came", COUNT(U32(52))},
    {NAME("last_ack_recv_ms"), "milliseconds since an acknowledgement came", COUNT(U32(56))},
    {NAME("bytes_sent"), "bytes of data sent, with those sent again", COUNT(U64(200))},
    {NAME("bytes_retrans"), "bytes of data sent again", COUNT(U64(208))},
    {NAME("bytes_acked"), "bytes acknowledged by the peer", COUNT(U64(120))},
    {NAME("bytes_received"), "bytes of data received", COUNT(U64(128))},
    {NAME("notsent_bytes"), "bytes in the send buffer that were not sent yet", COUNT(U32(144))},
    {NAME("segs_out"), "segments sent", COUNT(U32(136))},
    {NAME("segs_in"), "segments received", COUNT(U32(140))},
    {NAME("data_segs_out"), "segments with data sent", COUNT(U32(156))},
    {NAME("data_segs_in"), "segments with data received", COUNT(U32(152))},
    {NAME("delivered"), "segments with data delivered to the peer", COUNT(U32(192))},
    {NAME("delivered_ce"), "those of them whose congestion mark the peer reported",
     COUNT(U32(196))},
    {NAME("rcv_ooopack"), "segments received out of order", COUNT(U32(224))},
    {NAME("send_bps"), "bits a second: one congestion window each round trip", VALUE_UNSIGNED,
     IN_INFO, NEED_INFO, .get = get_send_rate},
    {NAME("pacing_rate_bps"), "bits a second that are sent at most; unknown without a limit",
     NUMBER(get_rate, U64(104))},
    {NAME("max_pacing_rate_bps"), "what SO_MAX_PACING_RATE allows of that, in bits a second",
     NUMBER(get_rate, U64(112))},
    {NAME("delivery_rate_bps"), "bits a second that reached the peer of late",
     NUMBER(get_delivery_rate, U64(160))},
    {NAME("delivery_rate_app_limited"), "whether the program sent too little to tell that rate",
     VALUE_FLAG, IN_INFO, NEED_INFO, .get = get_connection, U8(7), BIT_FIELD(0, 1)},
    {NAME("busy_time_us"), "microseconds with data to send", COUNT(U64(168))},
    {NAME("rwnd_limited_us"), "those of them spent waiting for the peer's window", COUNT(U64(176))},
    {NAME("sndbuf_limited_us"), "those of them spent waiting for the send buffer", COUNT(U64(184))},
    {NAME("rehash"), "how often another path was tried", COUNT(U32(236))},
    {NAME("total_rto"), "retransmission timeouts in all, those of the handshake too",
     COUNT(U16(240))},
    {NAME("total_rto_recoveries"), "recoveries after such timeouts", COUNT(U16(242))},
    {NAME("total_rto_time_ms"), "milliseconds spent in them", COUNT(U32(244))},
    {NAME("received_ce"), "segments received with a congestion mark", COUNT(U32(248))},
    {NAME("delivered_e1_bytes"), "bytes delivered with the mark ECT(1)", COUNT(U32(252))},
    {NAME("delivered_e0_bytes"), "bytes delivered with the mark ECT(0)", COUNT(U32(256))},
    {NAME("delivered_ce_bytes"), "bytes delivered with a congestion mark", COUNT(U32(260))},
    {NAME("received_e1_bytes"), "bytes received with the mark ECT(1)", COUNT(U32(264))},
    {NAME("received_e0_bytes"), "bytes received with the mark ECT(0)", COUNT(U32(268))},
    {NAME("received_ce_bytes"), "bytes received with a congestion mark", COUNT(U32(272))},
    {NAME("accecn_fail_mode"), "how accurate ECN failed: bits of the kernel", COUNT(U16(276))},
    {NAME("accecn_opt_seen"), "whether its option came: number of the kernel", COUNT(U16(278))},
};
static const char *const families_with_these[] = {"tcp", NULL};

const struct column_group columns_tcp_info = {rows, sizeof(rows) / sizeof(rows[0]),
                                              families_with_these};
