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

/* The largest number stands for no sample. */
static bool get_bbr_time(const struct column *column, const struct sock *sock,
                         struct lookups *lookups, struct value *value)
{
    return column_get_fact(column, sock, lookups, value) && value->number != UINT32_MAX;
}

/* From bytes a second, in two halves, to bits a second. */
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

#define NAME(name)   name, name
#define NUMBER       VALUE_UNSIGNED, IN_INFO, NEED_INFO
#define VEGAS(field) COLUMN_FACT(FACT_VEGAS, struct tcpvegas_info, field)
#define VEGAS_TIME(field)                                                                          \
    .get = get_vegas_time, COLUMN_FIELD(FACT_VEGAS, struct tcpvegas_info, field)
#define DCTCP(field) COLUMN_FACT(FACT_DCTCP, struct tcp_dctcp_info, field)
#define BBR(field)   COLUMN_FACT(FACT_BBR, struct tcp_bbr_info, field)

static const struct column rows[] = {
    {NAME("congestion"), "name of the congestion control", VALUE_TEXT, IN_INFO, NEED_INFO,
     .get = get_name, .fact = FACT_CONGESTION},
    {NAME("bbr_bw_bps"), "BBR: bandwidth in bits a second, as estimated", NUMBER,
     .get = get_bandwidth, .fact = FACT_BBR},
    {NAME("bbr_min_rtt_us"), "BBR: shortest round-trip time in microseconds", NUMBER,
     .get = get_bbr_time, COLUMN_FIELD(FACT_BBR, struct tcp_bbr_info, bbr_min_rtt)},
    {NAME("bbr_pacing_gain_256ths"), "BBR: gain of the pacing rate, 256 is 1", NUMBER,
     BBR(bbr_pacing_gain)},
    {NAME("bbr_cwnd_gain_256ths"), "BBR: gain of the congestion window, 256 is 1", NUMBER,
     BBR(bbr_cwnd_gain)},
    {NAME("dctcp_enabled"), "DCTCP: whether the peer speaks ECN; if not, it acts as Reno",
     VALUE_FLAG, IN_INFO, NEED_INFO, DCTCP(dctcp_enabled)},
    {NAME("dctcp_ce_state"), "DCTCP: whether the last packet had a congestion mark", NUMBER,
     DCTCP(dctcp_ce_state)},
    {NAME("dctcp_alpha"), "DCTCP: share of marked bytes, 1024 is all", NUMBER, DCTCP(dctcp_alpha)},
    {NAME("dctcp_ab_ecn"), "DCTCP: bytes acknowledged with a mark in this window", NUMBER,
     DCTCP(dctcp_ab_ecn)},
    {NAME("dctcp_ab_tot"), "DCTCP: bytes acknowledged in this window", NUMBER, DCTCP(dctcp_ab_tot)},
    {NAME("vegas_enabled"), "Vegas: whether it is active", VALUE_FLAG, IN_INFO, NEED_INFO,
     VEGAS(tcpv_enabled)},
    {NAME("vegas_rttcnt"), "Vegas: samples in this round trip", NUMBER, VEGAS(tcpv_rttcnt)},
    {NAME("vegas_rtt_us"), "Vegas: round-trip time in microseconds", NUMBER, VEGAS_TIME(tcpv_rtt)},
    {NAME("vegas_min_rtt_us"), "Vegas: shortest round-trip time in microseconds", NUMBER,
     VEGAS_TIME(tcpv_minrtt)},
};
static const char *const families_with_these[] = {"tcp", NULL};

const struct column_group columns_congestion = {rows, sizeof(rows) / sizeof(rows[0]),
                                                families_with_these};
