/* SPDX-License-Identifier: MIT */
#include <linux/inet_diag.h>
#include <linux/tcp.h>

#include "column/congestion.h"
#include "column/groups.h"
#include "details.h"
#include "tcp_info_block.h"

/* No two fields have the same value. */
static struct tcp_info_block whole_info(void)
{
    return (struct tcp_info_block){
        .ca_state = TCP_CA_Recovery,
        .retransmits = 1,
        .probes = 2,
        .backoff = 3,
        .options = TCPI_OPT_TIMESTAMPS | TCPI_OPT_WSCALE | TCPI_OPT_ECN_SEEN | 64,
        .rto = 204000,
        .snd_mss = 1448,
        .rtt = 1500,
        .snd_cwnd = 10,
        .snd_ssthresh = 100000,
        .pacing_rate = 1000,
        .max_pacing_rate = UINT64_MAX,
        .min_rtt = UINT32_MAX,
        .bytes_sent = UINT64_C(123456789012),
        .snd_wnd = 65536,
        .rcv_wnd = 65537,
        .rehash = 4,
        .total_rto = 5,
        .total_rto_recoveries = 6,
        .total_rto_time = 7,
        .received_ce = 8,
        .received_ce_bytes = 9,
        .accecn_opt_seen = 10,
    };
}

TEST(tcp_info_is_laid_out_as_the_kernel_has_it)
{
    assert_int_equal(offsetof(struct tcp_info_block, rtt), offsetof(struct tcp_info, tcpi_rtt));
    assert_int_equal(offsetof(struct tcp_info_block, pacing_rate),
                     offsetof(struct tcp_info, tcpi_pacing_rate));
    assert_int_equal(offsetof(struct tcp_info_block, delivery_rate),
                     offsetof(struct tcp_info, tcpi_delivery_rate));
    assert_int_equal(offsetof(struct tcp_info_block, snd_wnd),
                     offsetof(struct tcp_info, tcpi_snd_wnd));
}

/* Whether a byte of the block belongs to a row. Fails when it also belongs to a row of another
 * width. */
static bool byte_has_a_row(size_t byte)
{
    size_t begin = 0, size = 0;
    for (size_t i = 0; i < columns_tcp_info.count; i++) {
        const struct column *column = &columns_tcp_info.columns[i];
        if (column->size == 0 || byte < column->offset || byte >= column->offset + column->size)
            continue;
        if (size > 0 && (begin != column->offset || size != column->size))
            fail_msg("%s overlaps another field", column->name);
        assert_int_equal(column->offset % column->size, 0);
        begin = column->offset;
        size = column->size;
    }
    return size > 0;
}

/* A row with a wrong offset leaves a gap at the right one. */
TEST(the_rows_of_tcp_info_leave_no_gap)
{
    size_t end = 0;
    for (size_t i = 0; i < columns_tcp_info.count; i++) {
        const struct column *column = &columns_tcp_info.columns[i];
        end = column->offset + column->size > end ? column->offset + column->size : end;
    }
    assert_true(end >= sizeof(struct tcp_info_block));
    assert_false(byte_has_a_row(offsetof(struct tcp_info_block, state))); /* a column of all */
    for (size_t byte = 1; byte < end; byte++) {
        if (!byte_has_a_row(byte))
            fail_msg("no row reads byte %zu", byte);
    }
}

TEST(tcp_info_is_shown_field_by_field)
{
    static const char *const expected[][2] = {
        {"ca_state", "recovery"},
        {"retransmits", "1"},
        {"probes", "2"},
        {"backoff", "3"},
        {"ts", "1"},
        {"sack", "0"},
        {"wscale", "1"},
        {"ecn", "0"},
        {"ecnseen", "1"},
        {"fastopen", "0"},
        {"usec_ts", "1"},
        {"tfo_child", "0"},
        {"rto_us", "204000"},
        {"rtt_us", "1500"},
        {"rttvar_us", "0"},
        {"snd_ssthresh", "100000"},
        {"min_rtt_us", "unknown"},
        {"rcv_rtt_us", "unknown"},
        {"fackets", "unknown"},
        {"pacing_rate_bps", "8000"},
        {"max_pacing_rate_bps", "unknown"},
        {"send_bps", "77226667"},
        {"bytes_sent", "123456789012"},
        {"snd_wnd", "65536"},
        {"rcv_wnd", "65537"},
        {"rehash", "4"},
        {"total_rto", "5"},
        {"total_rto_recoveries", "6"},
        {"total_rto_time_ms", "7"},
        {"received_ce", "8"},
        {"received_ce_bytes", "9"},
        {"accecn_opt_seen", "10"},
    };
    struct sock sock = connection();
    struct tcp_info_block info = whole_info();
    set_fact(&sock, FACT_TCP_INFO, &info, sizeof(info));
    for (size_t i = 0; i < COUNT_OF(expected); i++)
        check(&sock, expected[i][0], expected[i][1]);
    free_facts(&sock);
}

/* The compiler lays out the kernel's own declaration of the bit fields. */
TEST(bit_fields_are_where_the_compiler_puts_them)
{
    struct sock sock = connection();
    struct tcp_info info = {
        .tcpi_options = TCPI_OPT_WSCALE,
        .tcpi_snd_wscale = 7,
        .tcpi_rcv_wscale = 10,
        .tcpi_delivery_rate_app_limited = 1,
        .tcpi_fastopen_client_fail = TFO_DATA_NOT_ACKED,
    };
    set_fact(&sock, FACT_TCP_INFO, &info, sizeof(info));
    check(&sock, "snd_wscale", "7");
    check(&sock, "rcv_wscale", "10");
    check_as(&sock, "delivery_rate_app_limited", "true", true);
    check(&sock, "fastopen_client_fail", "data_not_acked");
    free_facts(&sock);
    info.tcpi_options = info.tcpi_delivery_rate_app_limited = 0;
    info.tcpi_fastopen_client_fail = TFO_STATUS_UNSPEC;
    set_fact(&sock, FACT_TCP_INFO, &info, sizeof(info));
    check(&sock, "snd_wscale", "unknown");
    check_as(&sock, "delivery_rate_app_limited", "false", true);
    check(&sock, "fastopen_client_fail", "unknown");
    free_facts(&sock);
}

/* At any length a field is either whole or unknown, and nothing after the block is read. */
TEST(fields_that_the_kernel_does_not_have_are_unknown)
{
    struct tcp_info_block info;
    struct lookups lookups = {.numeric = true};
    memset(&info, 3, sizeof(info));
    info.options |= TCPI_OPT_WSCALE;
    info.flags = UINT8_MAX; /* a bit field of zeros says that it is unknown */
    for (size_t length = 0; length <= sizeof(info); length++) {
        struct sock sock = connection();
        size_t compared = 0;
        set_fact(&sock, FACT_TCP_INFO, &info, length);
        for (size_t i = 0; i < columns_count(); i++) {
            const struct column *column = column_at(i);
            struct value value = {0};
            if (!(column->sets & IN_INFO) || column->fact != FACT_TCP_INFO || column->size == 0 ||
                column->attribute != 0)
                continue;
            bool known = column_get(column, &sock, &lookups, &value);
            compared++;
            if (known != (length >= column->offset + column->size))
                fail_msg("%s with %zu bytes: %d", column->name, length, known);
        }
        assert_true(compared > 60);
        free_facts(&sock);
    }
    lookups_free(&lookups);
}

TEST(a_longer_tcp_info_is_read_all_the_same)
{
    struct sock sock = connection();
    char longer[sizeof(struct tcp_info_block) + 64] = {0};
    struct tcp_info_block info = whole_info();
    memcpy(longer, &info, sizeof(info));
    set_fact(&sock, FACT_TCP_INFO, longer, sizeof(longer));
    check(&sock, "accecn_opt_seen", "10");
    free_facts(&sock);
}

TEST(a_listener_has_only_what_follows_from_its_settings)
{
    static const char *const names[] = {"rtt_us", "ts",       "rto_us",      "bytes_acked",
                                        "lost",   "send_bps", "snd_wscale",  "delivery_rate_bps",
                                        "pmtu",   "ca_state", "busy_time_us"};
    struct sock sock = connection();
    struct tcp_info_block info = whole_info();
    info.reordering = 3;
    sock.state = STATE_LISTEN;
    set_fact(&sock, FACT_TCP_INFO, &info, sizeof(info));
    for (size_t i = 0; i < COUNT_OF(names); i++)
        check(&sock, names[i], "unknown");
    check(&sock, "snd_cwnd", "10");
    check(&sock, "reordering", "3");
    check(&sock, "pacing_rate_bps", "8000");
    free_facts(&sock);
}

TEST(a_send_rate_that_cannot_be_is_unknown)
{
    struct sock sock = connection();
    struct tcp_info_block info = whole_info();
    info.snd_cwnd = info.snd_mss = UINT32_MAX;
    set_fact(&sock, FACT_TCP_INFO, &info, sizeof(info));
    check(&sock, "send_bps", "unknown");
    free_facts(&sock);
    info = whole_info();
    info.rtt = 0;
    set_fact(&sock, FACT_TCP_INFO, &info, sizeof(info));
    check(&sock, "send_bps", "unknown");
    check(&sock, "rtt_us", "unknown");
    free_facts(&sock);
}

TEST(each_congestion_control_tells_of_itself)
{
    struct sock sock = connection();
    struct tcp_bbr_info bbr = {1000, 1, 11, 739, 512};
    set_fact(&sock, FACT_CONGESTION, "bbr\0junk", 8);
    set_fact(&sock, FACT_BBR, &bbr, sizeof(bbr));
    check(&sock, "congestion", "bbr");
    check(&sock, "bbr_bw_bps", "34359746368");
    check(&sock, "bbr_min_rtt_us", "11");
    check(&sock, "bbr_pacing_gain_256ths", "739");
    check(&sock, "bbr_cwnd_gain_256ths", "512");
    check(&sock, "dctcp_enabled", "unknown");
    check(&sock, "vegas_enabled", "unknown");
    free_facts(&sock);

    struct tcp_dctcp_info dctcp = {1, 0, 1024, 5, 6};
    set_fact(&sock, FACT_CONGESTION, "dctcp", 5);
    set_fact(&sock, FACT_DCTCP, &dctcp, sizeof(dctcp));
    check(&sock, "congestion", "dctcp");
    check_as(&sock, "dctcp_enabled", "true", true);
    check(&sock, "dctcp_ce_state", "0");
    check(&sock, "dctcp_alpha", "1024");
    check(&sock, "dctcp_ab_ecn", "5");
    check(&sock, "dctcp_ab_tot", "6");
    check(&sock, "bbr_bw_bps", "unknown");
    free_facts(&sock);

    set_fact(&sock, FACT_CONGESTION, "", 0);
    set_fact(&sock, FACT_BBR, &bbr, sizeof(bbr) - 1);
    check(&sock, "congestion", "unknown");
    check(&sock, "bbr_bw_bps", "unknown");
    check(&sock, "bbr_cwnd_gain_256ths", "unknown");
    free_facts(&sock);
}

TEST(vegas_measures_the_time_of_the_send_rate)
{
    struct sock sock = connection();
    struct tcp_info_block info = whole_info();
    struct tcpvegas_info vegas = {1, 2, 3000, NO_VEGAS_RTT};
    set_fact(&sock, FACT_TCP_INFO, &info, sizeof(info));
    set_fact(&sock, FACT_VEGAS, &vegas, sizeof(vegas));
    check(&sock, "vegas_enabled", "1");
    check(&sock, "vegas_rttcnt", "2");
    check(&sock, "vegas_rtt_us", "3000");
    check(&sock, "vegas_min_rtt_us", "unknown");
    check(&sock, "send_bps", "38613333");
    free_facts(&sock);
    vegas.tcpv_rtt = NO_VEGAS_RTT;
    set_fact(&sock, FACT_TCP_INFO, &info, sizeof(info));
    set_fact(&sock, FACT_VEGAS, &vegas, sizeof(vegas));
    check(&sock, "vegas_rtt_us", "unknown");
    check(&sock, "send_bps", "77226667");
    free_facts(&sock);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(tcp_info_is_laid_out_as_the_kernel_has_it),
        cmocka_unit_test(the_rows_of_tcp_info_leave_no_gap),
        cmocka_unit_test(tcp_info_is_shown_field_by_field),
        cmocka_unit_test(bit_fields_are_where_the_compiler_puts_them),
        cmocka_unit_test(fields_that_the_kernel_does_not_have_are_unknown),
        cmocka_unit_test(a_longer_tcp_info_is_read_all_the_same),
        cmocka_unit_test(a_listener_has_only_what_follows_from_its_settings),
        cmocka_unit_test(a_send_rate_that_cannot_be_is_unknown),
        cmocka_unit_test(each_congestion_control_tells_of_itself),
        cmocka_unit_test(vegas_measures_the_time_of_the_send_rate),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
