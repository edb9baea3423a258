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

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(a_unit_is_in_the_name_or_in_the_help),
        cmocka_unit_test(when_a_value_is_null_follows_from_its_row),
        cmocka_unit_test(each_column_of_texts_has_an_example_of_its_own),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
