/* SPDX-License-Identifier: MIT */
#include "column/columns.h"
#include "column/describe.h"
#include "support.h"

static const struct column *find(const char *name)
{
    const struct column *column = column_find(slice_of(name));
    assert_non_null(column);
    return column;
}

TEST(a_unit_is_in_the_name_or_in_the_help)
{
    static const char *const expected[][2] = {
        {"rtt_us", "microseconds"},
        {"timer_expires_ms", "milliseconds"},
        {"pacing_rate_bps", "bits per second"},
        {"notsent_bytes", "bytes"},
        {"bytes_sent", "bytes"},
        {"recv_q", "bytes"},
        {"skmem_bl", "bytes"},
        {"rcv_space", "bytes"},
        {"sctp_maxseg", "bytes"},
        {"snd_cwnd", "segments"},
        {"backlog", "connections"},
        {"sctp_unackdata", "DATA chunks"},
        {"sctp_p_srtt", "kernel clock ticks"},
        {"bbr_cwnd_gain_256ths", "256ths"},
        {"dctcp_alpha", "1024ths"},
        {"uid", ""},
        {"backoff", ""},
        {"priority", ""},
        {"usec_ts", ""},
        {"rx_ring_features", ""},
    };
    for (size_t i = 0; i < COUNT_OF(expected); i++) {
        struct slice unit = column_unit(find(expected[i][0]));
        if (!slice_equals(unit, expected[i][1]))
            fail_msg("%s counts '%.*s'", expected[i][0], (int)unit.length, unit.data);
    }
}

static void check_null_when(const char *name, const char *expected)
{
    struct strbuf text = {0};
    column_put_null_when(&text, find(name));
    assert_text(&text, expected);
}

TEST(when_a_value_is_null_follows_from_its_row)
{
    check_null_when("netid", "");
    check_null_when("owner_status", "");
    check_null_when("state", "the kernel does not report it");
    check_null_when("timer_expires_ms", "the kernel does not report it; no timer runs");
    check_null_when("pids", "no process was seen to hold the socket, and owner_status says why");
    check_null_when("rtt_us", "the socket is of another family than tcp; the kernel does not "
                              "report it; the socket is a listener; nothing was measured yet");
}

/* An example shows what a text looks like, so that of another column does not serve. */
TEST(each_column_of_texts_has_an_example_of_its_own)
{
    for (size_t i = 0; i < columns_count(); i++) {
        if (column_at(i)->type == VALUE_TEXT && column_at(i)->example == NULL)
            fail_msg("%s has no example", column_at(i)->name);
    }
}

/* Columns of texts whose values are not known beforehand: names and numbers that others choose,
 * combinations of words, and for TLS a number where it has no word. Kinds of sockets and states
 * have filters of their own. */
static bool is_open(const struct column *column)
{
    static const char *const names[] = {
        "netid",
        "state",
        "local_host",
        "peer_host",
        "local_service",
        "peer_service",
        "interface",
        "user",
        "cgroup",
        "netns",
        "peer_netns",
        "time",
        "protocol",
        "process_names",
        "process_full_names",
        "command",
        "executable",
        "unit",
        "user_unit",
        "process_cgroup",
        "container",
        "pod",
        "process_contexts",
        "socket_context",
        "file_device",
        "groups",
        "netlink_flags",
        "packet_flags",
        "bpf",
        "bpf_program",
        "congestion",
        "ulp",
        "tls_version",
        "tls_cipher",
        "tls_rx",
        "tls_tx",
        "md5_keys",
        "sctp_locals",
        "sctp_peers",
        "sctp_p_address",
        "pending_inodes",
        "xdp_umem_interface",
    };
    for (size_t i = 0; i < COUNT_OF(names); i++) {
        if (strcmp(column->name, names[i]) == 0)
            return true;
    }
    return false;
}

/* Otherwise a filter with a misspelled word finds nothing and says nothing. */
TEST(each_column_of_texts_lists_its_words_or_is_open)
{
    for (size_t i = 0; i < columns_count(); i++) {
        const struct column *column = column_at(i);
        bool of_texts = column->type == VALUE_TEXT || column->type == VALUE_TEXTS;
        if (of_texts && (column->word == NULL) != is_open(column))
            fail_msg("%s lists no words, or more than those", column->name);
    }
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(a_unit_is_in_the_name_or_in_the_help),
        cmocka_unit_test(when_a_value_is_null_follows_from_its_row),
        cmocka_unit_test(each_column_of_texts_has_an_example_of_its_own),
        cmocka_unit_test(each_column_of_texts_lists_its_words_or_is_open),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
