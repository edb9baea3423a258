/* SPDX-License-Identifier: MIT */
#include "family/tcp_info.h"

#include <linux/inet_diag.h>
#include <linux/tcp.h>
#include <string.h>

#include "column/groups.h"

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
    size_t options = offsetof(struct tcp_info_block, options);
    return info.length > options && (unsigned char)info.data[options] & TCPI_OPT_WSCALE &&
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

/* A congestion window each round trip, in bits a second, rounded. */
static bool get_send_rate(const struct column *column, const struct sock *sock,
                          struct lookups *lookups, struct value *value)
{
    (void)column, (void)lookups;
    struct slice fact = sock_fact(sock, FACT_TCP_INFO);
    struct tcp_info_block info = {0};
    const size_t needed = offsetof(struct tcp_info_block, advmss);
    if (sock->state == STATE_LISTEN || fact.length < needed)
        return false;
    memcpy(&info, fact.data, needed);
    uint32_t rtt = vegas_rtt(sock) != 0 ? vegas_rtt(sock) : info.rtt;
    uint64_t window = (uint64_t)info.snd_cwnd * info.snd_mss;
    const uint64_t bits_in_microseconds = 8 * UINT64_C(1000000);
    if (rtt == 0 || window == 0 || window > (UINT64_MAX - rtt) / bits_in_microseconds)
        return false;
    value->number = (window * bits_in_microseconds + rtt / 2) / rtt;
    return true;
}

#define NAME(name)   name, name
#define FIELD(field) COLUMN_FIELD(FACT_TCP_INFO, struct tcp_info_block, field)
/* The bits of TCPI_OPT_*, which are masks and so the same on every machine. */
#define OPTION(number)      .get = get_connection, .first_bit = (number), .bits = 1, FIELD(options)
#define COUNT(field)        VALUE_UNSIGNED, IN_INFO, NEED_INFO, .get = get_connection, FIELD(field)
#define SAMPLE(field)       VALUE_UNSIGNED, IN_INFO, NEED_INFO, .get = get_sample, FIELD(field)
#define SETTING(field)      VALUE_UNSIGNED, IN_INFO, NEED_INFO, .get = column_get_fact, FIELD(field)
#define RATE(getter, field) VALUE_UNSIGNED, IN_INFO, NEED_INFO, .get = getter, FIELD(field)
#define FLAG                VALUE_FLAG, IN_INFO, NEED_INFO

static const struct column rows[] = {
    {NAME("ts"), "whether the connection uses the timestamps option", FLAG, OPTION(0)},
    {NAME("sack"), "whether it uses selective acknowledgements", FLAG, OPTION(1)},
    {NAME("wscale"), "whether it scales windows", FLAG, OPTION(2)},
    {NAME("ecn"), "whether explicit congestion notification was negotiated", FLAG, OPTION(3)},
    {NAME("ecnseen"), "whether a packet came that allows such notification", FLAG, OPTION(4)},
    {NAME("fastopen"), "whether data in the SYN was acknowledged (TCP Fast Open)", FLAG, OPTION(5)},
    {NAME("usec_ts"), "whether timestamps count microseconds", FLAG, OPTION(OPTION_USEC_TS)},
    {NAME("tfo_child"), "whether it was accepted through TCP Fast Open", FLAG,
     OPTION(OPTION_TFO_CHILD)},
    {NAME("fastopen_client_fail"),
     "why TCP Fast Open failed: cookie_unavailable, data_not_acked, syn_retransmitted", VALUE_TEXT,
     IN_INFO, NEED_INFO, .get = get_fastopen_failure, FIELD(flags), BIT_FIELD(1, 2)},
    {NAME("ca_state"), "state of loss recovery: open, disorder, cwr, recovery, loss", VALUE_TEXT,
     IN_INFO, NEED_INFO, .get = get_ca_state, FIELD(ca_state)},
    {NAME("snd_wscale"), "how many bits the windows that come are shifted", VALUE_UNSIGNED, IN_INFO,
     NEED_INFO, .get = get_wscale, FIELD(wscale), BIT_FIELD(0, 4)},
    {NAME("rcv_wscale"), "how many bits the windows that are offered are shifted", VALUE_UNSIGNED,
     IN_INFO, NEED_INFO, .get = get_wscale, FIELD(wscale), BIT_FIELD(4, 4)},
    {NAME("retransmits"), "retransmission timeouts without an answer since", COUNT(retransmits)},
    {NAME("probes"), "window or keepalive probes without an answer", COUNT(probes)},
    {NAME("backoff"), "how often the timeout was doubled", COUNT(backoff)},
    {NAME("rto_us"), "retransmission timeout in microseconds", COUNT(rto)},
    {NAME("ato_us"), "timeout of delayed acknowledgements in microseconds", COUNT(ato)},
    {NAME("rtt_us"), "smoothed round-trip time in microseconds", SAMPLE(rtt)},
    {NAME("rttvar_us"), "its variation in microseconds", COUNT(rttvar)},
    {NAME("min_rtt_us"), "shortest recent round-trip time in microseconds", SAMPLE(min_rtt)},
    {NAME("rcv_rtt_us"), "round-trip time as the receiver sees it, in microseconds",
     SAMPLE(rcv_rtt)},
    {NAME("snd_mss"), "bytes in a segment that is sent, at most", COUNT(snd_mss)},
    {NAME("rcv_mss"), "bytes in a segment that comes, as estimated", COUNT(rcv_mss)},
    {NAME("advmss"), "bytes in a segment as announced to the peer", COUNT(advmss)},
    {NAME("pmtu"), "bytes in a packet that pass the path", COUNT(pmtu)},
    {NAME("snd_cwnd"), "congestion window in segments", SETTING(snd_cwnd)},
    {NAME("snd_ssthresh"), "slow start threshold in segments; unknown while it has no limit",
     VALUE_UNSIGNED, IN_INFO, NEED_INFO, .get = get_threshold, FIELD(snd_ssthresh)},
    {NAME("rcv_ssthresh"), "bytes of window to offer at present, at most", COUNT(rcv_ssthresh)},
    {NAME("rcv_space"), "bytes that the receive buffer was tuned for", COUNT(rcv_space)},
    {NAME("snd_wnd"), "bytes of window that the peer offers", COUNT(snd_wnd)},
    {NAME("rcv_wnd"), "bytes of window that is offered to the peer", COUNT(rcv_wnd)},
    {NAME("unacked"), "segments sent and not acknowledged; for LISTEN, connections that wait",
     SETTING(unacked)},
    {NAME("sacked"), "segments selectively acknowledged; for LISTEN, how many may wait",
     SETTING(sacked)},
    {NAME("lost"), "segments taken for lost", COUNT(lost)},
    {NAME("retrans"), "segments sent again and not acknowledged", COUNT(retrans)},
    {NAME("total_retrans"), "segments sent again in all", COUNT(total_retrans)},
    {NAME("fackets"), "segments up to the last one acknowledged; only before Linux 4.15",
     SAMPLE(fackets)},
    {NAME("reordering"), "segments that may overtake each other before loss is assumed",
     SETTING(reordering)},
    {NAME("reord_seen"), "how often segments overtook each other", COUNT(reord_seen)},
    {NAME("dsack_dups"), "segments that the peer said to have got twice", COUNT(dsack_dups)},
    {NAME("last_data_sent_ms"), "milliseconds since data was sent", COUNT(last_data_sent)},
    {NAME("last_ack_sent_ms"), "milliseconds since an acknowledgement was sent; Linux never says",
     SAMPLE(last_ack_sent)},
    {NAME("last_data_recv_ms"), "milliseconds since data came", COUNT(last_data_recv)},
    {NAME("last_ack_recv_ms"), "milliseconds since an acknowledgement came", COUNT(last_ack_recv)},
    {NAME("bytes_sent"), "bytes of data sent, with those sent again", COUNT(bytes_sent)},
    {NAME("bytes_retrans"), "bytes of data sent again", COUNT(bytes_retrans)},
    {NAME("bytes_acked"), "bytes acknowledged by the peer", COUNT(bytes_acked)},
    {NAME("bytes_received"), "bytes of data received", COUNT(bytes_received)},
    {NAME("notsent_bytes"), "bytes in the send buffer that were not sent yet",
     COUNT(notsent_bytes)},
    {NAME("segs_out"), "segments sent", COUNT(segs_out)},
    {NAME("segs_in"), "segments received", COUNT(segs_in)},
    {NAME("data_segs_out"), "segments with data sent", COUNT(data_segs_out)},
    {NAME("data_segs_in"), "segments with data received", COUNT(data_segs_in)},
    {NAME("delivered"), "segments with data delivered to the peer", COUNT(delivered)},
    {NAME("delivered_ce"), "those of them whose congestion mark the peer reported",
     COUNT(delivered_ce)},
    {NAME("rcv_ooopack"), "segments received out of order", COUNT(rcv_ooopack)},
    {NAME("send_bps"), "bits a second: one congestion window each round trip", VALUE_UNSIGNED,
     IN_INFO, NEED_INFO, .get = get_send_rate},
    {NAME("pacing_rate_bps"), "bits a second that are sent at most; unknown without a limit",
     RATE(get_rate, pacing_rate)},
    {NAME("max_pacing_rate_bps"), "what SO_MAX_PACING_RATE allows of that, in bits a second",
     RATE(get_rate, max_pacing_rate)},
    {NAME("delivery_rate_bps"), "bits a second that reached the peer of late",
     RATE(get_delivery_rate, delivery_rate)},
    {NAME("delivery_rate_app_limited"), "whether the program sent too little to tell that rate",
     FLAG, .get = get_connection, FIELD(flags), BIT_FIELD(0, 1)},
    {NAME("busy_time_us"), "microseconds with data to send", COUNT(busy_time)},
    {NAME("rwnd_limited_us"), "those of them spent waiting for the peer's window",
     COUNT(rwnd_limited)},
    {NAME("sndbuf_limited_us"), "those of them spent waiting for the send buffer",
     COUNT(sndbuf_limited)},
    {NAME("rehash"), "how often another path was tried", COUNT(rehash)},
    {NAME("total_rto"), "retransmission timeouts in all, those of the handshake too",
     COUNT(total_rto)},
    {NAME("total_rto_recoveries"), "recoveries after such timeouts", COUNT(total_rto_recoveries)},
    {NAME("total_rto_time_ms"), "milliseconds spent in them", COUNT(total_rto_time)},
    {NAME("received_ce"), "segments received with a congestion mark", COUNT(received_ce)},
    {NAME("delivered_e1_bytes"), "bytes delivered with the mark ECT(1)", COUNT(delivered_e1_bytes)},
    {NAME("delivered_e0_bytes"), "bytes delivered with the mark ECT(0)", COUNT(delivered_e0_bytes)},
    {NAME("delivered_ce_bytes"), "bytes delivered with a congestion mark",
     COUNT(delivered_ce_bytes)},
    {NAME("received_e1_bytes"), "bytes received with the mark ECT(1)", COUNT(received_e1_bytes)},
    {NAME("received_e0_bytes"), "bytes received with the mark ECT(0)", COUNT(received_e0_bytes)},
    {NAME("received_ce_bytes"), "bytes received with a congestion mark", COUNT(received_ce_bytes)},
    {NAME("accecn_fail_mode"), "how accurate ECN failed: bits of the kernel",
     COUNT(accecn_fail_mode)},
    {NAME("accecn_opt_seen"), "whether its option came: number of the kernel",
     COUNT(accecn_opt_seen)},
};
static const char *const families_with_these[] = {"tcp", NULL};

const struct column_group columns_tcp_info = {rows, sizeof(rows) / sizeof(rows[0]),
                                              families_with_these};
