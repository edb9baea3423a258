/* SPDX-License-Identifier: MIT */
#include "column/congestion.h"

#include <linux/inet_diag.h>
#include <string.h>

#include "column/groups.h"

static bool get_name(const struct column *column, const struct sock *sock, struct lookups *lookups,
                     struct value *value)
{
    (void)lookups;
    struct slice name = sock_fact(sock, column->fact);
    value->text = (struct slice){name.data, 0};
    while (value->text.length < name.length && name.data[value->text.length] != '\0')
        value->text.length++;
    return value->text.length > 0;
}

static bool get_vegas_time(const struct column *column, const struct sock *sock,
                           struct lookups *lookups, struct value *value)
{
    return column_get_fact(column, sock, lookups, value) && value->number != NO_VEGAS_RTT;
}

/* Converts bytes per second, which come as two 32-bit halves, to bits per second. */
static bool get_bandwidth(const struct column *column, const struct sock *sock,
                          struct lookups *lookups, struct value *value)
{
    (void)lookups;
    struct slice fact = sock_fact(sock, column->fact);
    struct tcp_bbr_info info;
    if (fact.length < sizeof(info))
        return false;
    memcpy(&info, fact.data, sizeof(info));
    uint64_t bytes = (uint64_t)info.bbr_bw_hi << 32 | info.bbr_bw_lo;
    value->number = bytes * 8;
    return bytes <= UINT64_MAX / 8;
}

#define NAME(name)          name, name
#define NOT_USED(algorithm) .null_when = "the connection does not use " algorithm
#define NUMBER              VALUE_UNSIGNED, IN_INFO, NEED_INFO
#define VEGAS(field)        COLUMN_FACT(FACT_VEGAS, struct tcpvegas_info, field), NOT_USED("Vegas")
#define VEGAS_TIME(field)                                                                          \
    .get = get_vegas_time, COLUMN_FIELD(FACT_VEGAS, struct tcpvegas_info, field), NOT_USED("Vegas")
#define DCTCP(field) COLUMN_FACT(FACT_DCTCP, struct tcp_dctcp_info, field), NOT_USED("DCTCP")
#define BBR(field)   COLUMN_FACT(FACT_BBR, struct tcp_bbr_info, field), NOT_USED("BBR")

static const struct column rows[] = {
    {NAME("congestion"), "name of the congestion control algorithm", VALUE_TEXT, IN_INFO, NEED_INFO,
     .get = get_name, COLUMN_OF_FACT(FACT_CONGESTION), .example = "cubic"},
    {NAME("bbr_bw_bps"), "BBR: estimated bandwidth in bits per second", NUMBER,
     .get = get_bandwidth, COLUMN_OF_FACT(FACT_BBR), NOT_USED("BBR")},
    {NAME("bbr_min_rtt_us"), "BBR: shortest round-trip time in microseconds", NUMBER,
     BBR(bbr_min_rtt), .most = UINT32_MAX - 1}, /* the largest: there is no sample yet */
    {NAME("bbr_pacing_gain_256ths"), "BBR: gain of the pacing rate in 256ths", NUMBER,
     BBR(bbr_pacing_gain)},
    {NAME("bbr_cwnd_gain_256ths"), "BBR: gain of the congestion window in 256ths", NUMBER,
     BBR(bbr_cwnd_gain)},
    {NAME("dctcp_enabled"), "DCTCP: whether ECN is in use; without it DCTCP acts as Reno",
     VALUE_FLAG, IN_INFO, NEED_INFO, DCTCP(dctcp_enabled)},
    {NAME("dctcp_ce_state"), "DCTCP: whether the last packet received had a congestion mark",
     NUMBER, DCTCP(dctcp_ce_state)},
    {NAME("dctcp_alpha"), "DCTCP: estimated share of bytes with a congestion mark, in 1024ths",
     NUMBER, DCTCP(dctcp_alpha)},
    {NAME("dctcp_ab_ecn"), "DCTCP: bytes acknowledged with a congestion mark in the current window",
     NUMBER, DCTCP(dctcp_ab_ecn)},
    {NAME("dctcp_ab_tot"), "DCTCP: bytes acknowledged in the current window", NUMBER,
     DCTCP(dctcp_ab_tot)},
    {NAME("vegas_enabled"), "Vegas: whether it is active", VALUE_FLAG, IN_INFO, NEED_INFO,
     VEGAS(tcpv_enabled)},
    {NAME("vegas_rttcnt"), "Vegas: samples taken in the current round trip", NUMBER,
     VEGAS(tcpv_rttcnt)},
    {NAME("vegas_rtt_us"), "Vegas: round-trip time in microseconds", NUMBER, VEGAS_TIME(tcpv_rtt)},
    {NAME("vegas_min_rtt_us"), "Vegas: shortest round-trip time in microseconds", NUMBER,
     VEGAS_TIME(tcpv_minrtt)},
};
static const char *const families_with_these[] = {"tcp", NULL};

const struct column_group columns_congestion = {rows, sizeof(rows) / sizeof(rows[0]),
                                                families_with_these};
