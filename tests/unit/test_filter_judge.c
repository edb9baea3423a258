/* SPDX-License-Identifier: MIT */
#include <linux/tcp.h>
#include <sys/socket.h>

#include "family/families.h"
#include "filter/tree.h"
#include "filter_parse.h"
#include "owners_tree.h"

static enum filter_verdict judge(const char *text, const struct sock *sock, bool looked_up)
{
    struct lookups lookups = {0};
    struct filter *filter = parse_right(text);
    enum filter_verdict verdict = filter_judge(filter, sock, &lookups, looked_up ? 0 : NEED_LATER);
    filter_free(filter);
    lookups_free(&lookups);
    return verdict;
}

static struct sock start(void)
{
    struct sock sock = {.from = &family_tcp, .kind = family_tcp.kinds, .family = AF_INET};
    sock.state = STATE_LISTEN;
    sock.have = HAVE_STATE | HAVE_LOCAL | HAVE_PEER;
    sock.local = (struct endpoint){.address = {127, 0, 0, 1}, .port = 22};
    return sock;
}

TEST(unknown_is_never_equal_and_its_opposite_holds)
{
    static const char *const fields[] = {"recv_q", "uid", "timer_retrans", "inode", "rtt_us"};
    struct sock sock = start();
    for (size_t i = 0; i < COUNT_OF(fields); i++) {
        static const struct {
            const char *rest;
            enum filter_verdict verdict;
        } cases[] = {{"= 0", FILTER_NO},   {"< 5", FILTER_NO},   {">= 0", FILTER_NO},
                     {"!= 0", FILTER_YES}, {"= 0-9", FILTER_NO}, {"!= 0-9", FILTER_YES}};
        for (size_t j = 0; j < COUNT_OF(cases); j++) {
            char text[64];
            snprintf(text, sizeof(text), "%s %s", fields[i], cases[j].rest);
            assert_int_equal(judge(text, &sock, true), cases[j].verdict);
            snprintf(text, sizeof(text), "not %s %s", fields[i], cases[j].rest);
            assert_int_equal(judge(text, &sock, true), FILTER_YES - cases[j].verdict);
        }
    }
}

TEST(a_known_zero_is_known)
{
    struct sock sock = start();
    sock.have |= HAVE_RECV_Q | HAVE_INTERFACE;
    assert_int_equal(judge("recv_q = 0", &sock, true), FILTER_YES);
    assert_int_equal(judge("dev = 0", &sock, true), FILTER_YES);
    assert_int_equal(judge("dev != 0", &sock, true), FILTER_NO);
    assert_int_equal(judge("dev = lo", &sock, true), FILTER_NO);
}

TEST(parts_are_joined_from_left_to_right)
{
    static const struct {
        const char *text;
        enum filter_verdict verdict;
    } cases[] = {
        {"sport = :22 or sport = :22 and sport = :1", FILTER_NO},
        {"sport = :22 or ( sport = :22 and sport = :1 )", FILTER_YES},
        {"sport = :1 and sport = :1 or sport = :22", FILTER_YES},
        {"sport = :22 or sport = :22 sport = :1", FILTER_NO},
        {"not sport = :1 and sport = :1", FILTER_NO},
        {"not ( sport = :1 and sport = :22 )", FILTER_YES},
        {"not not sport = :22", FILTER_YES},
        {"state TIME_WAIT sport = :1 or sport = :22", FILTER_NO},
        {"state TIME_WAIT or sport = :22", FILTER_YES},
        {"( state TIME_WAIT ) sport = :1 or sport = :22", FILTER_YES},
        {"state TIME_WAIT state LISTEN", FILTER_YES},
        {"state all exclude LISTEN", FILTER_NO},
        {"exclude established sport = :22", FILTER_YES},
    };
    struct sock sock = start();
    for (size_t i = 0; i < COUNT_OF(cases); i++) {
        if (judge(cases[i].text, &sock, true) != cases[i].verdict)
            fail_msg("'%s'", cases[i].text);
    }
}

TEST(owners_are_judged_when_they_are_looked_up)
{
    struct sock sock = start();
    assert_int_equal(judge("pid = 1", &sock, false), FILTER_LATER);
    assert_int_equal(judge("not pid = 1", &sock, false), FILTER_LATER);
    assert_int_equal(judge("pid = 1 and sport = :1", &sock, false), FILTER_NO);
    assert_int_equal(judge("pid = 1 or sport = :22", &sock, false), FILTER_YES);
    assert_int_equal(judge("pid = 1 and sport = :22", &sock, false), FILTER_LATER);
    assert_int_equal(judge("pid = 1", &sock, true), FILTER_NO);
    assert_int_equal(judge("pid != 1", &sock, true), FILTER_YES);
}

static void check_states(const char *text, uint32_t with, uint32_t without)
{
    struct filter *filter = parse_right(text);
    uint32_t states = filter_states(filter);
    if ((states & with) != with || (states & without) != 0)
        fail_msg("'%s' can match in %#x", text, states);
    filter_free(filter);
}

TEST(a_test_waits_only_for_what_it_needs)
{
    struct lookups lookups = {0};
    struct sock sock = start();
    struct filter *filter = parse_right("change = new and pid != 1");
    assert_int_equal(filter_judge(filter, &sock, &lookups, NEED_LATER), FILTER_LATER);
    assert_int_equal(filter_judge(filter, &sock, &lookups, NEED_LOOK_BEFORE), FILTER_LATER);
    assert_int_equal(filter_judge(filter, &sock, &lookups, NEED_OWNERS), FILTER_NO);
    sock.have |= HAVE_CHANGE;
    sock.change = CHANGE_NEW;
    assert_int_equal(filter_judge(filter, &sock, &lookups, NEED_OWNERS), FILTER_LATER);
    assert_int_equal(filter_judge(filter, &sock, &lookups, 0), FILTER_YES);
    sock.change = CHANGE_GONE;
    assert_int_equal(filter_judge(filter, &sock, &lookups, NEED_OWNERS), FILTER_NO);
    filter_free(filter);
    lookups_free(&lookups);
}

TEST(the_states_that_can_match_are_known)
{
    const uint32_t listen = state_bit(STATE_LISTEN), waits = state_bit(STATE_TIME_WAIT);
    check_states("state LISTEN", listen, waits);
    check_states("not state LISTEN", waits, listen);
    check_states("state != LISTEN sport = :22", waits, listen);
    check_states("state LISTEN or sport = :22", listen | waits, 0);
    check_states("state LISTEN and ( sport = :22 or state all )", listen, waits);
    check_states("not ( state LISTEN or sport = :22 )", waits, listen);
    check_states("not ( state LISTEN and sport = :22 )", listen | waits, 0);
    check_states("state LISTEN state TIME_WAIT", listen | waits, state_bit(STATE_ESTABLISHED));
}

TEST(what_is_kept_from_us_is_missed_where_it_decides)
{
    static const struct {
        const char *text;
        bool misses;
    } cases[] = {
        {"fwmark = 1", true},
        {"not fwmark = 1", true},
        {"fwmark = 1 and sport = :22", true},
        {"fwmark = 1 and sport = :1", false},
        {"fwmark = 1 or sport = :22", false},
        {"recv_q > 0", false},
        {"change = new", false},
        {"change = new or fwmark = 1", true},
        {"pid = 1 and fwmark = 1", true},
    };
    struct lookups lookups = {0};
    struct sock sock = start();
    sock.have |= HAVE_INTERFACE | HAVE_COOKIE | HAVE_CGROUP;
    for (size_t i = 0; i < COUNT_OF(cases); i++) {
        struct filter *filter = parse_right(cases[i].text);
        sock.state = STATE_LISTEN;
        assert_int_equal(filter_misses(filter, &sock, &lookups, false) != NULL, cases[i].misses);
        sock.state = STATE_TIME_WAIT; /* the kernel reports no mark in this state */
        assert_null(filter_misses(filter, &sock, &lookups, false));
        filter_free(filter);
    }
    lookups_free(&lookups);
}

TEST(both_expressions_have_to_hold)
{
    struct lookups lookups = {0};
    struct sock sock = start();
    struct filter *both = filter_and(parse_right("sport = :22"), parse_right("sport = :1"));
    assert_int_equal(filter_judge(both, &sock, &lookups, 0), FILTER_NO);
    assert_int_equal(filter_judge(NULL, &sock, &lookups, 0), FILTER_YES);
    filter_free(both);
    filter_free(NULL);
    lookups_free(&lookups);
}

static struct sock start_held(void)
{
    struct sock sock = start();
    sock.have |= HAVE_INODE;
    sock.inode = 5;
    return sock;
}

/* A socket with inode 5, held by process 7 of the made-up procfs. */
static void find_contexts(struct fixture *fixture, struct lookups *lookups, const char *context)
{
    add_process(fixture, "7", "a\n", 2);
    add_link(fixture, "7", "3", "socket:[5]");
    if (context != NULL)
        add_context(fixture, "7", context, strlen(context));
    lookups->owners.with_contexts = lookups->owners.with_socket_contexts = true;
    assert_true(owners_want(&lookups->owners, 5));
    assert_true(owners_scan(&lookups->owners, fixture->proc.path, &fixture->error));
}

static void check_sure(const char *text, const struct sock *sock, struct lookups *lookups,
                       bool expected)
{
    struct filter *filter = parse_right(text);
    if (filter_is_sure(filter, sock, lookups) != expected)
        fail_msg("'%s'", text);
    filter_free(filter);
}

TEST(a_value_that_is_known_to_be_absent_is_sure)
{
    struct lookups lookups = {0};
    struct sock sock = start();
    sock.uid = 3999999999;
    sock.have |= HAVE_INTERFACE | HAVE_UID | HAVE_LOCAL;
    sock.local.port = 59999;
    check_sure("dev != lo", &sock, &lookups, true);
    check_sure("dev = lo", &sock, &lookups, false);
    check_sure("user != root", &sock, &lookups, true);
    check_sure("local_service != ssh", &sock, &lookups, true);
    check_sure("xdp_queue != 1", &sock, &lookups, true);
    check_sure("v6only != 1", &sock, &lookups, false);
    sock.have &= ~(HAVE_INTERFACE | HAVE_UID);
    check_sure("dev != lo", &sock, &lookups, false);
    check_sure("user != root", &sock, &lookups, false);
    lookups.numeric = true; /* a pattern is compared with the text that is shown */
    check_sure("local_service != ssh", &sock, &lookups, true);
    lookups.services.failed = true;
    check_sure("local_service != ssh", &sock, &lookups, false);
    lookups_free(&lookups);
}

TEST(contexts_of_owners_are_judged_as_texts)
{
    struct fixture *fixture = *state;
    struct lookups lookups = {0};
    struct sock sock = start_held();
    find_contexts(fixture, &lookups, "a_t");
    check_sure("process_contexts = a_t", &sock, &lookups, true);
    check_sure("process_contexts ~ a*", &sock, &lookups, true);
    check_sure("process_contexts = x", &sock, &lookups, false);
    check_sure("socket_context = x", &sock, &lookups, false);
    check_sure("socket_context != x", &sock, &lookups, false);
    check_sure("not socket_context = x", &sock, &lookups, false);
    lookups_free(&lookups);
}

TEST(a_context_that_could_not_be_read_may_be_any)
{
    struct fixture *fixture = *state;
    struct lookups lookups = {0};
    struct sock sock = start_held();
    add_process(fixture, "8", "b\n", 2);
    add_link(fixture, "8", "3", "socket:[5]");
    find_contexts(fixture, &lookups, "a_t");
    check_sure("process_contexts = a_t", &sock, &lookups, true);
    check_sure("process_contexts != a_t", &sock, &lookups, false);
    check_sure("process_contexts != x", &sock, &lookups, false);
    check_sure("not process_contexts = x", &sock, &lookups, false);
    lookups_free(&lookups);
}

TEST(all_contexts_that_are_known_are_enough_to_say_no)
{
    struct fixture *fixture = *state;
    struct lookups lookups = {0};
    struct sock sock = start_held();
    find_contexts(fixture, &lookups, "a_t");
    bool whole = owners_are_whole(&lookups.owners);
    check_sure("process_contexts != x", &sock, &lookups, whole);
    check_sure("process_contexts != a_t", &sock, &lookups, false);
    lookups_free(&lookups);
}

TEST(columns_are_compared_with_each_other)
{
    static const struct {
        const char *text;
        enum filter_verdict verdict;
    } cases[] = {
        {"recv_q > send_q", FILTER_YES},
        {"recv_q >= send_q", FILTER_YES},
        {"recv_q != send_q", FILTER_YES},
        {"recv_q = send_q", FILTER_NO},
        {"recv_q < send_q", FILTER_NO},
        {"not recv_q > send_q", FILTER_NO},
        {"recv_q = recv_q", FILTER_YES},
        {"sport = dport", FILTER_NO},
        {"local_port > peer_port", FILTER_NO},
        {"sport <= peer_port", FILTER_YES},
        {"local_address = peer_address", FILTER_YES},
        {"local_address != peer_address", FILTER_NO},
    };
    struct sock sock = start();
    sock.have |= HAVE_RECV_Q | HAVE_SEND_Q;
    sock.recv_q = 6;
    sock.send_q = 5;
    sock.peer = (struct endpoint){.address = {127, 0, 0, 1}, .port = 5000};
    for (size_t i = 0; i < COUNT_OF(cases); i++)
        assert_int_equal(judge(cases[i].text, &sock, true), cases[i].verdict);
}

/* The range that the first test of a text compares with. */
static void check_range(const char *text, uint64_t low, uint64_t high)
{
    struct filter *filter = parse_right(text);
    const struct filter_test *test = filter->root.first->test;
    assert_int_equal(test->ports.low, low);
    assert_int_equal(test->ports.high, high);
    filter_free(filter);
}

TEST(a_number_may_have_a_unit)
{
    check_range("rtt_us > 5ms", 5000, 5000);
    check_range("rtt_us > 7us", 7, 7);
    check_range("rtt_us > 2s", 2000000, 2000000);
    check_range("rtt_us = 1ms-1min", 1000, 60000000);
    check_range("last_data_recv_ms >= 1s", 1000, 1000);
    check_range("last_data_recv_ms >= 3000us", 3, 3);
    check_range("skmem_r > 1MiB", 1048576, 1048576);
    check_range("skmem_r > 1MB", 1000000, 1000000);
    check_range("recv_q > 0x10KiB", 16384, 16384);
    check_range("sent_rate_bps > 10Mbps", 10000000, 10000000);
}

TEST(times_are_compared_in_whatever_unit)
{
    struct tcp_info info = {.tcpi_rtt = 5000, .tcpi_last_data_recv = 5};
    struct sock sock = start();
    sock.state = STATE_ESTABLISHED;
    sock_set_fact(&sock, FACT_TCP_INFO, &info, sizeof(info));
    assert_int_equal(judge("rtt_us = last_data_recv_ms", &sock, true), FILTER_YES);
    assert_int_equal(judge("rtt_us > last_data_recv_ms", &sock, true), FILTER_NO);
    info.tcpi_rtt = 5001;
    assert_int_equal(judge("rtt_us > last_data_recv_ms", &sock, true), FILTER_YES);
    assert_int_equal(judge("last_data_recv_ms < rtt_us", &sock, true), FILTER_YES);
}

TEST(a_comparison_with_an_unknown_column_does_not_hold)
{
    static const char *const texts[] = {"recv_q > send_q", "send_q < recv_q", "recv_q = send_q"};
    struct lookups lookups = {0};
    struct sock sock = start();
    sock.have |= HAVE_RECV_Q;
    sock.recv_q = 6;
    for (size_t i = 0; i < COUNT_OF(texts); i++) {
        struct filter *filter = parse_right(texts[i]);
        assert_int_equal(filter_judge(filter, &sock, &lookups, 0), FILTER_NO);
        assert_false(filter_is_sure(filter, &sock, &lookups));
        assert_true(filter_reads(filter) & HAVE_SEND_Q);
        filter_free(filter);
    }
    struct filter *negated = parse_right("recv_q != send_q");
    assert_int_equal(filter_judge(negated, &sock, &lookups, 0), FILTER_YES);
    assert_false(filter_is_sure(negated, &sock, &lookups));
    filter_free(negated);
    lookups_free(&lookups);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(unknown_is_never_equal_and_its_opposite_holds),
        cmocka_unit_test(a_known_zero_is_known),
        cmocka_unit_test(parts_are_joined_from_left_to_right),
        cmocka_unit_test(owners_are_judged_when_they_are_looked_up),
        cmocka_unit_test(a_test_waits_only_for_what_it_needs),
        cmocka_unit_test(the_states_that_can_match_are_known),
        cmocka_unit_test(what_is_kept_from_us_is_missed_where_it_decides),
        cmocka_unit_test(both_expressions_have_to_hold),
        cmocka_unit_test(a_value_that_is_known_to_be_absent_is_sure),
        OWNERS_TEST(contexts_of_owners_are_judged_as_texts),
        OWNERS_TEST(a_context_that_could_not_be_read_may_be_any),
        OWNERS_TEST(all_contexts_that_are_known_are_enough_to_say_no),
        cmocka_unit_test(columns_are_compared_with_each_other),
        cmocka_unit_test(a_comparison_with_an_unknown_column_does_not_hold),
        cmocka_unit_test(a_number_may_have_a_unit),
        cmocka_unit_test(times_are_compared_in_whatever_unit),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
