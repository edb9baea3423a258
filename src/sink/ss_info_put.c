/* SPDX-License-Identifier: MIT */
#include "sink/ss_info_put.h"

#include <linux/inet_diag.h>
#include <stdio.h>
#include <string.h>

/* A value of the socket that a row is about. */
static bool find_value(const struct info_context *context, size_t which, struct value *value)
{
    const struct column *column = context->columns[which];
    return column != NULL && column_get(column, context->sock, context->settings->lookups, value);
}

/* A number, 0 where there is none: ss leaves both out. */
static uint64_t get(const struct info_context *context, size_t which)
{
    struct value value;
    return find_value(context, which, &value) ? value_number(&value) : 0;
}

/* As short as %g writes it. */
static void put_fraction(struct strbuf *line, double number)
{
    char text[32];
    snprintf(text, sizeof(text), "%g", number);
    strbuf_put_string(line, text);
}

static void put_number(struct strbuf *line, const char *word, uint64_t number)
{
    char text[32];
    snprintf(text, sizeof(text), "%llu", (unsigned long long)number);
    strbuf_put_string(line, word);
    strbuf_put_string(line, text);
}

/* Bits per second: with -n all digits, otherwise three and a unit. */
static void put_rate(struct strbuf *line, const struct sink_settings *settings, uint64_t rate)
{
    static const struct {
        double unit;
        const char *name;
    } units[] = {{1e12, "Tbps"}, {1e9, "Gbps"}, {1e6, "Mbps"}, {1e3, "kbps"}};
    char text[32];
    size_t i = 0, count = sizeof(units) / sizeof(units[0]);
    while (i < count && (double)rate <= units[i].unit)
        i++;
    if (settings->lookups->numeric || i == count) {
        put_number(line, "", rate);
        strbuf_put_string(line, "bps");
        return;
    }
    snprintf(text, sizeof(text), "%.3g", (double)rate / units[i].unit);
    strbuf_put_string(line, text);
    strbuf_put_string(line, units[i].name);
}

void info_put_plain(const struct info_context *context)
{
    uint64_t number = get(context, 0);
    if (number != 0)
        put_number(context->line, context->word, number);
}

/* A bare word. */
void info_put_reordering(const struct info_context *context)
{
    enum { USUAL = 3 }; /* what the kernel begins with (sysctl_tcp_reordering) */
    if (get(context, 0) != USUAL)
        info_put_plain(context);
}

void info_put_unacked(const struct info_context *context)
{
    const struct sock *sock = context->sock;
    uint64_t number = sock->state == STATE_LISTEN ? sock->recv_q : get(context, 0);
    if (number != 0)
        put_number(context->line, context->word, number);
}

void info_put_flag(const struct info_context *context)
{
    if (get(context, 0) != 0)
        strbuf_put_string(context->line, context->word);
}

/* ss shows the flags of a connection only together with timers or -e. */
void info_put_option(const struct info_context *context)
{
    if (context->settings->details & (IN_TIMERS | IN_EXTENDED))
        info_put_flag(context);
}

void info_put_hex(const struct info_context *context)
{
    char text[32];
    struct value value;
    if (!find_value(context, 0, &value))
        return;
    snprintf(text, sizeof(text), "%llx", (unsigned long long)value_number(&value));
    strbuf_put_string(context->line, context->word);
    strbuf_put_string(context->line, text);
}

void info_put_text(const struct info_context *context)
{
    struct value value;
    if (!find_value(context, 0, &value))
        return;
    strbuf_put_string(context->line, context->word);
    value_put(context->line, &value, VALUE_CELL);
}

/* Microseconds, shown as milliseconds with their fraction. */
void info_put_milliseconds(const struct info_context *context)
{
    uint64_t number = get(context, 0);
    if (number == 0)
        return;
    strbuf_put_string(context->line, context->word);
    put_fraction(context->line, (double)number / 1000);
    if (context->columns[1] == NULL)
        return;
    strbuf_put_char(context->line, '/');
    put_fraction(context->line, (double)get(context, 1) / 1000);
}

/* A time as long as the connection lived, and in brackets its share of `second`. */
void info_put_busy(const struct info_context *context)
{
    uint64_t number = get(context, 0);
    if (number == 0)
        return;
    put_number(context->line, context->word, number / 1000);
    strbuf_put_string(context->line, "ms");
    uint64_t whole = context->columns[1] == NULL ? 0 : get(context, 1);
    if (whole == 0)
        return;
    char text[32];
    snprintf(text, sizeof(text), "(%.1f%%)", 100.0 * (double)number / (double)whole);
    strbuf_put_string(context->line, text);
}

void info_put_bits(const struct info_context *context)
{
    uint64_t number = get(context, 0);
    if (number == 0)
        return;
    strbuf_put_string(context->line, context->word);
    put_rate(context->line, context->settings, number);
    if (context->columns[1] != NULL && get(context, 1) != 0) {
        strbuf_put_char(context->line, '/');
        put_rate(context->line, context->settings, get(context, 1));
    }
}

void info_put_scales(const struct info_context *context)
{
    struct value value;
    if (!find_value(context, 0, &value))
        return;
    put_number(context->line, context->word, value_number(&value));
    put_number(context->line, ",", get(context, 1));
}

/* Retransmissions that are not yet acknowledged, and all. */
void info_put_retransmissions(const struct info_context *context)
{
    uint64_t now = get(context, 0), total = get(context, 1);
    if (now == 0 && total == 0)
        return;
    put_number(context->line, context->word, now);
    put_number(context->line, "/", total);
}

static void put_gain(struct strbuf *line, const char *word, uint32_t gain)
{
    if (gain == 0)
        return;
    strbuf_put_string(line, word);
    put_fraction(line, (double)gain / 256);
}

void info_put_bbr(const struct info_context *context)
{
    struct slice fact = sock_fact(context->sock, FACT_BBR);
    struct tcp_bbr_info bbr;
    if (fact.length < sizeof(bbr))
        return;
    memcpy(&bbr, fact.data, sizeof(bbr));
    strbuf_put_string(context->line, context->word);
    put_rate(context->line, context->settings, get(context, 0));
    strbuf_put_string(context->line, ",mrtt:");
    put_fraction(context->line, (double)bbr.bbr_min_rtt / 1000); /* the largest: no sample yet */
    put_gain(context->line, ",pacing_gain:", bbr.bbr_pacing_gain);
    put_gain(context->line, ",cwnd_gain:", bbr.bbr_cwnd_gain);
    strbuf_put_char(context->line, ')');
}

void info_put_dctcp(const struct info_context *context)
{
    struct slice fact = sock_fact(context->sock, FACT_DCTCP);
    struct tcp_dctcp_info dctcp;
    if (fact.length < sizeof(dctcp))
        return;
    memcpy(&dctcp, fact.data, sizeof(dctcp));
    strbuf_put_string(context->line, context->word);
    if (!dctcp.dctcp_enabled) {
        strbuf_put_string(context->line, "fallback_mode");
        return;
    }
    put_number(context->line, "(ce_state:", dctcp.dctcp_ce_state);
    put_number(context->line, ",alpha:", dctcp.dctcp_alpha);
    put_number(context->line, ",ab_ecn:", dctcp.dctcp_ab_ecn);
    put_number(context->line, ",ab_tot:", dctcp.dctcp_ab_tot);
    strbuf_put_char(context->line, ')');
}

void info_put_word(const struct info_context *context)
{
    struct value value;
    if (find_value(context, 0, &value))
        strbuf_put_string(context->line, context->word);
}

void info_put_token(const struct info_context *context)
{
    char text[64];
    struct value value;
    if (!find_value(context, 0, &value))
        return;
    snprintf(text, sizeof(text), "%04x(id:%u)", (unsigned)value_number(&value),
             (unsigned)get(context, 1));
    strbuf_put_string(context->line, context->word);
    strbuf_put_string(context->line, text);
}
