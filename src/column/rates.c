/* SPDX-License-Identifier: MIT */
#include "column/rates.h"

#include <linux/sock_diag.h>
#include <linux/tcp.h>

#include "column/groups.h"
#include "lookup/counters.h"
#include "util/clock.h"

/* The counters whose growth is shown, and the factor for each. The numbers are places in struct
 * counters. */
enum counter { RECEIVED, SENT, RETRANS, SEGMENTS_IN, SEGMENTS_OUT, DROPS, COUNTERS };
static_assert((int)COUNTERS <= (int)COUNTERS_MOST, "every counter has a place");

static const struct {
    struct column field; /* where the kernel's answer has it */
    uint64_t unit;
} counters[COUNTERS] = {
    [RECEIVED] = {{COLUMN_FIELD(FACT_TCP_INFO, struct tcp_info, tcpi_bytes_received)}, 8},
    [SENT] = {{COLUMN_FIELD(FACT_TCP_INFO, struct tcp_info, tcpi_bytes_acked)}, 8},
    [RETRANS] = {{COLUMN_FIELD(FACT_TCP_INFO, struct tcp_info, tcpi_total_retrans)}, 1},
    [SEGMENTS_IN] = {{COLUMN_FIELD(FACT_TCP_INFO, struct tcp_info, tcpi_segs_in)}, 1},
    [SEGMENTS_OUT] = {{COLUMN_FIELD(FACT_TCP_INFO, struct tcp_info, tcpi_segs_out)}, 1},
    [DROPS] = {{.fact = FACT_MEMORY,
                .offset = SK_MEMINFO_DROPS * sizeof(uint32_t),
                .size = sizeof(uint32_t)},
               1},
};

/* For a listener the kernel counts nothing in struct tcp_info. */
static bool counts(const struct sock *sock, const struct column *field)
{
    return field->fact != FACT_TCP_INFO || sock->state != STATE_LISTEN;
}

void column_rates_keep(const struct sock *sock, struct lookups *lookups, uint64_t time)
{
    struct counters kept = {.cookie = sock->cookie, .netns = sock->netns, .time = time};
    struct value value;
    if (!(sock->have & HAVE_COOKIE))
        return;
    for (size_t i = 0; i < COUNTERS; i++) {
        const struct column *field = &counters[i].field;
        if (!counts(sock, field) || !column_get_fact(field, sock, lookups, &value))
            continue;
        kept.values[i] = value.number;
        kept.known |= 1u << i;
    }
    if (kept.known != 0)
        counters_keep(&lookups->states, &kept);
}

/* How much a counter grew. Those of 32 bits begin again at 0. */
static uint64_t growth(const struct counters *before, const struct counters *now, size_t place)
{
    uint64_t first = before->values[place], last = now->values[place];
    bool is_narrow = first <= UINT32_MAX && last <= UINT32_MAX;
    return is_narrow ? (uint32_t)(last - first) : last - first;
}

bool column_rates_drops(const struct sock *sock, struct lookups *lookups, uint64_t *count)
{
    const struct counters *now = counters_now(&lookups->states, sock->cookie, sock->netns);
    const struct counters *before = counters_before(&lookups->states, sock->cookie, sock->netns);
    bool known = sock->have & HAVE_COOKIE && now != NULL && before != NULL &&
                 now->known & before->known & 1u << DROPS;
    *count = known ? growth(before, now, DROPS) : 0;
    return known;
}

/* A second of growth, rounded up, so that 0 means none. */
static bool get_rate(const struct column *column, const struct sock *sock, struct lookups *lookups,
                     struct value *value)
{
    size_t place = column->offset;
    const struct counters *now = counters_now(&lookups->states, sock->cookie, sock->netns);
    const struct counters *before = counters_before(&lookups->states, sock->cookie, sock->netns);
    if (now == NULL || before == NULL || !(now->known & before->known & 1u << place) ||
        now->time <= before->time)
        return false;
    double seconds = (double)(now->time - before->time) / (double)CLOCK_SECOND;
    double rate = (double)growth(before, now, place) * (double)counters[place].unit / seconds;
    value->number = (uint64_t)rate + ((double)(uint64_t)rate < rate);
    return true;
}

#define RATE(text, header, place)                                                                  \
    text, header, .type = VALUE_UNSIGNED, .have = HAVE_COOKIE, .get = get_rate, .offset = (place)

static const struct column rows[] = {
    {RATE("received_rate_bps", "Received-bit/s", RECEIVED), .needs = NEED_RATES | NEED_INFO,
     .help = "bits of data received in a second, by TCP"},
    {RATE("sent_rate_bps", "Sent-bit/s", SENT), .needs = NEED_RATES | NEED_INFO,
     .help = "bits of data sent in a second that the peer has acknowledged, by TCP"},
    {RATE("retrans_rate", "Retrans/s", RETRANS), .needs = NEED_RATES | NEED_INFO,
     .help = "segments retransmitted in a second"},
    {RATE("segs_in_rate", "Segs-In/s", SEGMENTS_IN), .needs = NEED_RATES | NEED_INFO,
     .help = "segments received in a second"},
    {RATE("segs_out_rate", "Segs-Out/s", SEGMENTS_OUT), .needs = NEED_RATES | NEED_INFO,
     .help = "segments sent in a second"},
    {RATE("drops_rate", "Drops/s", DROPS), .needs = NEED_RATES | NEED_MEMORY,
     .help = "packets that the socket dropped in a second"},
};
const struct column_group columns_rates = {rows, sizeof(rows) / sizeof(rows[0]), NULL};
