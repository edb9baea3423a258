/* SPDX-License-Identifier: MIT */
#include "arrange/health.h"

#include <string.h>

#include "arrange/findings.h"
#include "cli/health.h"
#include "command_line.h"
#include "lookup/netns_numbers.h"
#include "lookup/port_use.h"
#include "output.h"
#include "owners/descriptors.h"
#include "tcp_info_block.h"
#include "tree.h"

TEST(every_check_is_in_the_table_with_all_that_is_known_of_it)
{
    for (size_t i = 0; i < HEALTH_CHECKS; i++) {
        const struct health_check_row *row = &health_checks[i];
        assert_non_null(row->name);
        assert_non_null(row->help);
        assert_non_null(row->limit_unit);
        assert_non_null(row->advice);
        assert_in_range(row->limit, 1, row->most);
    }
}

TEST(without_a_list_every_check_is_asked_for_with_its_usual_limit)
{
    struct command_line line;
    const struct query *query = parse_good(&line, "--health");
    const struct health *health = &query->arrangement.health;
    for (size_t i = 0; i < HEALTH_CHECKS; i++) {
        assert_true(health_asks(health, (enum health_check)i));
        assert_int_equal(health->limits[i], health_checks[i].limit);
    }
    assert_true(query->needs & NEED_RATES);
    assert_int_equal(query->selection.states, state_all());
    command_line_free(&line);
}

TEST(a_list_chooses_checks_and_their_limits)
{
    struct command_line line;
    const struct query *query = parse_good(&line, "--health=close_wait:300,ports -t");
    const struct health *health = &query->arrangement.health;
    assert_true(health_asks(health, HEALTH_CLOSE_WAIT) && health_asks(health, HEALTH_PORTS));
    assert_false(health_asks(health, HEALTH_DROPS));
    assert_int_equal(health->limits[HEALTH_CLOSE_WAIT], 300);
    assert_int_equal(health->limits[HEALTH_PORTS], 90);
    assert_false(query->needs & NEED_RATES);
    command_line_free(&line);
}

TEST(a_wrong_list_is_refused)
{
    check_refused("--health=close-wait", "--health: 'close-wait' is unknown",
                  "did you mean 'close_wait'?");
    check_refused("--health=x", "--health: 'x' is none of", "listen_queue");
    check_refused("--health=close_wait=300", "--health: a limit follows after a colon",
                  "'close_wait:300'");
    check_refused("--health=", "--health: '' is none of", "listen_queue");
    check_refused("--health=ports,", "--health: '' is none of", "ports");
    check_refused("--health=ports:", "--health: ports: '' is no number", "from 1 to 100");
    check_refused("--health=ports:101", "--health: ports: '101' is no number", "percent");
    check_refused("--health=close_wait:0", "'0' is no number from 1", "seconds");
    check_refused("--health=ports,drops,ports", "--health: 'ports' is there twice", "");
    check_refused("--health=ports:50,ports:90", "--health: 'ports' is there twice", "");
    check_refused("--health ports", "'ports' is no filter", "try 'sockview --health=ports'");
    check_refused("--health --columns=state", "--health: findings have columns of their own", "");
    check_refused("--health --source=proc", "--health: not with --source=proc", "");
    check_refused("--health --schema", "not with --health", "");
    check_refused("--health change = new", "--health: filter: not with 'change'", "");
    check_refused("--health --sort=none", "--sort=none: not with findings", "");
    check_refused("--health --sort=state", "--sort: findings have no 'state'", "amount");
}

TEST(near_is_from_that_percent_on)
{
    assert_true(health_is_near(9, 10, 90));
    assert_false(health_is_near(8, 10, 90));
    assert_true(health_is_near(90, 99, 90));
    assert_false(health_is_near(89, 99, 90));
    assert_true(health_is_near(1, 1, 1));
    assert_false(health_is_near(UINT64_MAX / 2, UINT64_MAX, 100));
    assert_true(health_is_near(UINT64_MAX, UINT64_MAX, 100));
}

struct judged {
    struct lookups lookups;
    struct tcp_info_block info;
    struct sock sock;
    struct health_measure measure;
};

static void start(struct judged *judged, enum state state)
{
    *judged = (struct judged){.sock = sample_sock()};
    judged->sock.state = (uint8_t)state;
    judged->sock.peer = (struct endpoint){.address = {127, 0, 0, 2}, .port = 80};
    sock_set_fact(&judged->sock, FACT_TCP_INFO, &judged->info, sizeof(judged->info));
}

static bool finds(struct judged *judged, enum health_check check, uint64_t limit)
{
    return health_checks[check].find(&judged->sock, &judged->lookups, limit, &judged->measure);
}

TEST(a_queue_is_full_when_it_is_longer_than_its_limit)
{
    struct judged judged;
    start(&judged, STATE_LISTEN);
    judged.sock.recv_q = judged.sock.send_q = 128;
    assert_false(finds(&judged, HEALTH_LISTEN_QUEUE, 100));
    judged.sock.recv_q = 129;
    assert_true(finds(&judged, HEALTH_LISTEN_QUEUE, 100) && judged.measure.critical);
    judged.sock.recv_q = judged.sock.send_q = 0;
    assert_false(finds(&judged, HEALTH_LISTEN_QUEUE, 100));
    judged.sock.have &= ~(uint64_t)HAVE_SEND_Q;
    judged.sock.recv_q = 7;
    assert_false(finds(&judged, HEALTH_LISTEN_QUEUE, 100));
    assert_true(health_lacks_queue(&judged.sock));
}

TEST(close_wait_lasts_at_least_since_the_last_acknowledgement)
{
    struct judged judged;
    start(&judged, STATE_CLOSE_WAIT);
    judged.info.last_ack_recv = 59999;
    judged.info.last_data_recv = 90000;
    assert_false(finds(&judged, HEALTH_CLOSE_WAIT, 60));
    judged.info.last_ack_recv = 60000;
    assert_true(finds(&judged, HEALTH_CLOSE_WAIT, 60));
    assert_int_equal(judged.measure.least_ms, 60000);
    assert_int_equal(judged.measure.most_ms, 90000);
    judged.sock.state = STATE_ESTABLISHED;
    assert_false(finds(&judged, HEALTH_CLOSE_WAIT, 60));
    start(&judged, STATE_CLOSE_WAIT);
    judged.sock.facts_known = 0;
    assert_false(finds(&judged, HEALTH_CLOSE_WAIT, 1));
}

static void start_queue(struct judged *judged, enum timer timer, uint8_t backoff, uint32_t rto)
{
    start(judged, STATE_ESTABLISHED);
    judged->sock.have |= HAVE_TIMER;
    judged->sock.timer = (uint8_t)timer;
    judged->info.backoff = backoff;
    judged->info.rto = rto;
    judged->info.last_ack_recv = judged->info.last_data_sent = 1000000;
}

TEST(a_queue_is_stuck_for_as_long_as_its_attempts_took)
{
    struct judged judged;
    start_queue(&judged, TIMER_PERSIST, 4, 200000);
    assert_true(finds(&judged, HEALTH_SEND_QUEUE, 3));
    assert_int_equal(judged.measure.least_ms, 200 + 400 + 800 + 1600);
    assert_false(finds(&judged, HEALTH_SEND_QUEUE, 4));
    start_queue(&judged, TIMER_ON, 4, 3200000);
    assert_true(finds(&judged, HEALTH_SEND_QUEUE, 3));
    assert_int_equal(judged.measure.least_ms, 3000);
    judged.info.last_ack_recv = 500;
    assert_false(finds(&judged, HEALTH_SEND_QUEUE, 1));
    start_queue(&judged, TIMER_PERSIST, 12, 200000);
    judged.info.last_data_sent = UINT32_MAX;
    assert_true(finds(&judged, HEALTH_SEND_QUEUE, 1));
    assert_int_equal(judged.measure.least_ms, 204600 + 2 * 120000); /* not more than 120 s each */
}

TEST(a_request_without_an_answer_is_stuck_and_nobody_knows_how_long_at_most)
{
    struct judged judged;
    start_queue(&judged, TIMER_ON, 0, 1000000);
    judged.sock.state = STATE_SYN_SENT;
    judged.info.last_ack_recv = UINT32_MAX;
    assert_false(finds(&judged, HEALTH_SEND_QUEUE, 1));
    judged.info.retransmits = 3; /* at even times, then doubled */
    assert_true(finds(&judged, HEALTH_SEND_QUEUE, 3));
    assert_int_equal(judged.measure.least_ms, 3000);
    assert_true(judged.measure.most_ms == HEALTH_UNBOUNDED);
    judged.info.retransmits = 6;
    judged.info.backoff = 2;
    judged.info.rto = 4000000;
    assert_true(finds(&judged, HEALTH_SEND_QUEUE, 7));
    assert_int_equal(judged.measure.least_ms, 4000 + 1000 + 2000);
    judged.sock.state = STATE_ESTABLISHED;
    assert_true(finds(&judged, HEALTH_SEND_QUEUE, 1));
    assert_int_equal(judged.measure.least_ms, 3000);
}

TEST(a_queue_that_moves_is_not_stuck)
{
    struct judged judged;
    start_queue(&judged, TIMER_ON, 0, 200000);
    assert_false(finds(&judged, HEALTH_SEND_QUEUE, 1));
    start_queue(&judged, TIMER_KEEPALIVE, 9, 200000);
    assert_false(finds(&judged, HEALTH_SEND_QUEUE, 1));
    start_queue(&judged, TIMER_ON, 255, UINT32_MAX);
    judged.sock.send_q = 0;
    assert_false(finds(&judged, HEALTH_SEND_QUEUE, 1));
}

static void keep_range(struct lookups *lookups, uint32_t netns, uint64_t first, uint64_t last)
{
    struct netns_numbers numbers = {.netns = netns};
    netns_number_set(&numbers, NETNS_FIRST_PORT, first);
    netns_number_set(&numbers, NETNS_LAST_PORT, last);
    netns_number_set(&numbers, NETNS_PORTS, last - first + 1);
    netns_numbers_keep(&lookups->states, &numbers);
}

static void use_port(struct judged *judged, uint32_t port)
{
    judged->sock.local.port = port;
    port_use_add(&judged->lookups.states, &judged->sock);
}

TEST(ports_are_counted_for_each_destination)
{
    struct judged judged;
    start(&judged, STATE_ESTABLISHED);
    use_port(&judged, 40000);
    assert_int_equal(port_use_find(&judged.lookups.states, &judged.sock), 0);
    keep_range(&judged.lookups, 0, 40000, 40009);
    for (uint32_t port = 39990; port < 40009; port++)
        use_port(&judged, port);
    judged.sock.peer.port = 81;
    use_port(&judged, 40003);
    assert_int_equal(port_use_find(&judged.lookups.states, &judged.sock), 1);
    assert_false(finds(&judged, HEALTH_PORTS, 90));
    judged.sock.peer.port = 80;
    assert_int_equal(port_use_find(&judged.lookups.states, &judged.sock), 9);
    assert_true(finds(&judged, HEALTH_PORTS, 90) && !judged.measure.critical);
    use_port(&judged, 40009);
    assert_true(finds(&judged, HEALTH_PORTS, 100) && judged.measure.critical);
    lookups_free(&judged.lookups);
}

TEST(connections_of_a_listener_use_no_port)
{
    struct judged judged;
    start(&judged, STATE_LISTEN);
    keep_range(&judged.lookups, 0, 0, 65535);
    use_port(&judged, 40000);
    judged.sock.state = STATE_ESTABLISHED;
    use_port(&judged, 40000);
    assert_int_equal(port_use_find(&judged.lookups.states, &judged.sock), 0);
    use_port(&judged, 40008);
    assert_int_equal(port_use_find(&judged.lookups.states, &judged.sock), 1);
    judged.sock.netns = 5;
    keep_range(&judged.lookups, 5, 0, 65535);
    use_port(&judged, 40000);
    assert_int_equal(port_use_find(&judged.lookups.states, &judged.sock), 1);
    lookups_free(&judged.lookups);
}

TEST(numbers_of_a_look_become_those_of_the_one_before)
{
    struct lookup_states states = {0};
    struct netns_numbers numbers = {.netns = 3};
    uint64_t value;
    netns_number_set(&numbers, NETNS_LISTEN_DROPS, 7);
    netns_numbers_keep(&states, &numbers);
    lookup_states_forget(&states);
    netns_number_set(&numbers, NETNS_LISTEN_DROPS, 9);
    netns_numbers_keep(&states, &numbers);
    const struct netns_looks *looks = netns_numbers_at(&states, 0);
    assert_true(netns_number_get(&looks->before, NETNS_LISTEN_DROPS, &value) && value == 7);
    assert_true(netns_number_get(&looks->now, NETNS_LISTEN_DROPS, &value) && value == 9);
    assert_false(netns_number_get(&looks->now, NETNS_ORPHANS, &value));
    assert_null(netns_numbers_at(&states, 1));
    assert_null(netns_numbers_find(&states, 4));
    lookup_states_free(&states);
}

TEST(a_namespace_that_is_gone_is_not_judged_again)
{
    struct lookup_states states = {0};
    const struct netns_numbers one = {.netns = 3}, other = {.netns = 4};
    netns_numbers_begin(&states);
    netns_numbers_keep(&states, &one);
    netns_numbers_keep(&states, &other);
    netns_numbers_begin(&states);
    netns_numbers_keep(&states, &other);
    assert_false(netns_numbers_at(&states, 0)->read);
    assert_true(netns_numbers_at(&states, 1)->read);
    netns_numbers_begin(&states);
    assert_int_equal(netns_numbers_at(&states, 0)->now.netns, 4);
    assert_null(netns_numbers_at(&states, 1));
    lookup_states_free(&states);
}

static void take(void *context, const struct descriptor_use *use)
{
    struct descriptor_use *found = context;
    *found = *use;
    found->name = (struct slice){0};
}

static void make_process(const struct tree *tree, const char *limits)
{
    static const char *const directories[] = {"7", "7/fd", "7/ns", "8"};
    for (size_t i = 0; i < COUNT_OF(directories); i++)
        tree_directory(tree, directories[i]);
    tree_file(tree, "7/limits", limits, strlen(limits));
    tree_link(tree, "7/ns/net", "net:[4026531840]");
    for (unsigned i = 0; i < 3; i++) {
        char name[16];
        snprintf(name, sizeof(name), "7/fd/%u", i);
        tree_link(tree, name, "/dev/null");
    }
}

static void check_process(const char *limits, uint64_t limit)
{
    struct tree tree;
    struct descriptor_use found = {0};
    tree_make(&tree);
    make_process(&tree, limits);
    assert_true(descriptors_each(tree.path, take, &found));
    assert_int_equal(found.limit, limit);
    if (limit > 0)
        assert_true(found.pid == 7 && found.netns == 4026531840 && found.used > 0);
    tree_remove(&tree);
}

TEST(the_limit_of_a_process_is_the_soft_one)
{
    check_process("Limit                     Soft Limit           Hard Limit           Units\n"
                  "Max processes             61                   62                   processes\n"
                  "Max open files            1024                 4096                 files\n",
                  1024);
    check_process("Max open files            unlimited            unlimited            files\n", 0);
    check_process("Max open files", 0);
    check_process("Max open files            12x 5\n", 0);
    check_process("", 0);
    errno = 0;
    assert_false(descriptors_each("/nowhere", take, NULL));
    assert_int_equal(errno, ENOENT);
}

TEST(findings_say_in_words_how_much_there_is)
{
    static const struct {
        enum health_check check;
        struct health_measure measure;
        const char *words;
    } rows[] = {
        {HEALTH_LISTEN_QUEUE, {.amount = 6, .limit = 5, .critical = true}, "backlog 6/5 full"},
        {HEALTH_LISTEN_QUEUE, {.amount = 4, .limit = 5}, "backlog 4/5"},
        {HEALTH_CLOSE_WAIT, {.amount = 1, .least_ms = 90999}, "in CLOSE_WAIT for 90 s"},
        {HEALTH_CLOSE_WAIT,
         {.amount = 14, .least_ms = 120000},
         "14 connections in CLOSE_WAIT for 2 minutes"},
        {HEALTH_SEND_QUEUE,
         {.amount = 2, .least_ms = 7199999},
         "2 connections stuck for 119 minutes"},
        {HEALTH_SEND_QUEUE, {.amount = 1, .least_ms = 7200000}, "stuck for 2 hours"},
        {HEALTH_SEND_QUEUE, {.amount = 1, .least_ms = 172800000}, "stuck for 2 days"},
        {HEALTH_DROPS, {.amount = 97}, "dropped 97 between two looks"},
        {HEALTH_PORTS, {.amount = 19, .limit = 20}, "uses 19/20 ephemeral ports"},
        {HEALTH_DESCRIPTORS, {.amount = 978, .limit = 1024}, "uses 978/1024 descriptors"},
    };
    for (size_t i = 0; i < COUNT_OF(rows); i++) {
        const struct health_check_row *check = &health_checks[rows[i].check];
        const struct finding finding = {
            .check = rows[i].check,
            .says = check->says,
            .unit = check->unit,
            .measure = rows[i].measure,
        };
        struct strbuf text = {0};
        finding_put_words(&text, &finding);
        strbuf_put_char(&text, '\0');
        assert_string_equal(text.data, rows[i].words);
        strbuf_free(&text);
    }
}

TEST(sizes_in_findings_have_units)
{
    const struct finding finding = {
        .says = "memory %a/%l",
        .unit = "bytes",
        .measure = {.amount = 3 * 512 * 1024, .limit = (uint64_t)1 << 31},
    };
    struct strbuf text = {0};
    finding_put_words(&text, &finding);
    strbuf_put_char(&text, '\0');
    assert_string_equal(text.data, "memory 1.5MiB/2.0GiB");
    strbuf_free(&text);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(findings_say_in_words_how_much_there_is),
        cmocka_unit_test(sizes_in_findings_have_units),
        cmocka_unit_test(every_check_is_in_the_table_with_all_that_is_known_of_it),
        cmocka_unit_test(without_a_list_every_check_is_asked_for_with_its_usual_limit),
        cmocka_unit_test(a_list_chooses_checks_and_their_limits),
        cmocka_unit_test(a_wrong_list_is_refused),
        cmocka_unit_test(near_is_from_that_percent_on),
        cmocka_unit_test(a_queue_is_full_when_it_is_longer_than_its_limit),
        cmocka_unit_test(close_wait_lasts_at_least_since_the_last_acknowledgement),
        cmocka_unit_test(a_queue_is_stuck_for_as_long_as_its_attempts_took),
        cmocka_unit_test(a_request_without_an_answer_is_stuck_and_nobody_knows_how_long_at_most),
        cmocka_unit_test(a_queue_that_moves_is_not_stuck),
        cmocka_unit_test(ports_are_counted_for_each_destination),
        cmocka_unit_test(connections_of_a_listener_use_no_port),
        cmocka_unit_test(a_namespace_that_is_gone_is_not_judged_again),
        cmocka_unit_test(numbers_of_a_look_become_those_of_the_one_before),
        cmocka_unit_test(the_limit_of_a_process_is_the_soft_one),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
