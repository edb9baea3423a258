/* SPDX-License-Identifier: MIT */
#include "cli/conflicts.h"
#include "command_line.h"
#include "util/wait.h"

TEST(events_are_of_every_state_and_have_their_time)
{
    struct command_line line;
    const struct query *query = parse_good(&line, "-tE --limit 3");
    assert_true(query->events && !query->repeats);
    assert_int_equal(query->arrangement.limit, 3);
    assert_int_equal(query->selection.states, state_all());
    assert_string_equal(query->columns[query->column_count - 1].column->name, "time");
    command_line_free(&line);
    query = parse_good(&line, "--events -tu4 --ndjson --state=established --source=netlink");
    assert_int_equal(query->selection.states, state_bit(STATE_ESTABLISHED));
    command_line_free(&line);
}

TEST(what_events_cannot_have_is_refused)
{
    check_refused("-E -j", "--events: not with", "--ndjson");
    check_refused("-tE --format=json", "--events: not with", "--ndjson");
    check_refused("-E -s", "--events: not with", "--summary");
    check_refused("-Ec", "--events: not with", "--continuous");
    check_refused("-E --continuous=2 --rounds=2", "--events: not with", "--continuous");
    check_refused("-Er", "--events: not with", "-r");
    check_refused("-E --source=proc", "--events: not with", "--source=proc");
    check_refused("-EK --kill-all", "--events: not with", "--kill");
    check_refused("-Ex", "TCP and UDP", "unix");
    check_refused("-tEw", "TCP and UDP", "raw");
    check_refused("-E -A all", "TCP and UDP", "not those of");
    check_refused("-E user != root", "does not report 'user'", "destroyed");
    check_refused("-E change = new", "does not report 'change'", "destroyed");
    check_refused("-E fwmark = 0", "does not report 'fwmark'", "destroyed");
    check_refused("-E sport = :22 or cgroup = /", "does not report 'cgroup'", "destroyed");
    check_refused("-tEl", "CLOSE", "none would be shown");
    check_refused("-tE --state=TIME_WAIT", "CLOSE", "none would be shown");
    check_refused("-tE state established", "CLOSE", "none would be shown");
}

TEST(a_recording_has_tcp_sockets)
{
    struct command_line line;
    const struct query *query = parse_good(&line, "--source=file:a/b:c");
    assert_int_equal(query->source, SOURCE_FILE);
    assert_string_equal(query->recording.path, "a/b:c");
    assert_false(query->recording.first_only);
    assert_false(query->needs & NEED_OWNERS);
    assert_int_equal(query->selection.states, state_all());
    for (size_t i = 0; i < families_count; i++)
        assert_int_equal(query->selection.kinds[i] != 0, families[i] == &family_tcp);
    command_line_free(&line);
    query = parse_good(&line, "--source=file:a --source=netlink -tu");
    assert_null(query->recording.path);
    command_line_free(&line);
    query = parse_good(&line, "--source=file:a -teimoj --sort=recv_q --expect=1 dport = :80");
    assert_non_null(query->recording.path);
    command_line_free(&line);
    check_refused("--source=file:", "--source:", "the path of a recording");
    check_refused("--source=file", "--source:", "'file:'");
}

TEST(what_a_recording_cannot_have_is_refused)
{
    static const char *const words[][2] = {
        {"-u", "TCP"},
        {"-A all", "TCP"},
        {"-s", "--summary"},
        {"-E", "--events"},
        {"-c", "--continuous"},
        {"-K --kill-all", "--kill"},
        {"--wait", "--wait"},
        {"--ports", "--ports"},
        {"--overview", "--overview"},
        {"--health", "--health"},
        {"-N x", "--net"},
        {"--all-netns", "--all-netns"},
        {"-tp", "'processes'"},
        {"--columns=sent_rate_bps", "'sent_rate_bps'"},
        {"--columns=netid,unit", "'unit'"},
        {"--sort=pid", "sorted"},
        {"--count-by=process", "'process'"},
        {"process = x", "'process'"},
        {"peer_processes = x", "'peer_processes'"},
        {"sent_rate_bps > 1", "'sent_rate_bps'"},
    };
    for (size_t i = 0; i < COUNT_OF(words); i++) {
        char line[128];
        snprintf(line, sizeof(line), "--source=file:x %s", words[i][0]);
        check_refused(line, "--source=file: ", words[i][1]);
    }
}

TEST(keys_of_sort_are_columns_and_parts_of_owners)
{
    struct command_line line;
    const struct query *query = parse_good(&line, "-t --sort -rtt_us,process,local");
    assert_int_equal(query->arrangement.key_count, 3);
    assert_true(query->arrangement.keys[0].descending && !query->arrangement.keys[1].descending);
    assert_string_equal(query->arrangement.keys[1].field.name, "process");
    assert_true(query->needs & NEED_INFO && query->needs & NEED_OWNERS);
    command_line_free(&line);
    query = parse_good(&line, "-t --sort=none");
    assert_true(query->arrangement.unsorted && query->arrangement.key_count == 0);
    command_line_free(&line);
}

TEST(wrong_keys_of_sort_are_refused)
{
    check_refused("--sort=,", "--sort: a name is missing", "list");
    check_refused("--sort=", "--sort: a name is missing", "list");
    check_refused("--sort=uid,", "--sort: a name is missing", "list");
    check_refused("--sort=-", "--sort: a name is missing", "list");
    check_refused("--sort=none,uid", "--sort: none goes alone", "");
    check_refused("--sort=recvq", "--sort: there is no 'recvq'", "did you mean 'recv_q'?");
    check_refused("--sort=-lcoal", "--sort: there is no 'lcoal'", "did you mean 'local'?");
    check_refused("--sort=%s%n", "--sort: there is no '%s%n'", "--list-columns");
    check_refused("--sort", "'--sort' needs an argument", "LIST");
    check_refused("-E --sort=uid", "--events: not with --sort", "");
    check_refused("-K --kill-all --sort=uid", "--kill: not with --sort", "");
    check_refused("-s --sort=uid", "--summary: ", "--sort");
}

TEST(ports_are_those_of_tcp_in_every_state)
{
    struct command_line line;
    const struct query *query = parse_good(&line, "--ports -4 dport = :443");
    assert_ptr_equal(query->view, &view_ports);
    assert_int_equal(query->selection.states, state_all());
    assert_false(selection_has_kind(&query->selection, &family_udp, &family_udp.kinds[0]));
    assert_true(query->needs & NEED_LISTENERS && !(query->needs & NEED_OWNERS));
    command_line_free(&line);
}

TEST(what_ports_cannot_have_is_refused)
{
    static const char *const words[] = {"-u",
                                        "-s",
                                        "-E",
                                        "-K --kill-all",
                                        "--wait",
                                        "--expect",
                                        "--count-by state",
                                        "--total recv_q",
                                        "--sort uid",
                                        "--columns uid",
                                        "-x",
                                        "-A all",
                                        "-tp",
                                        "-tl",
                                        "--state LISTEN"};
    for (size_t i = 0; i < sizeof(words) / sizeof(words[0]); i++) {
        char line[64];
        snprintf(line, sizeof(line), "--ports %s", words[i]);
        check_refused(line, "--ports: ", "");
    }
}

TEST(what_an_overview_cannot_have_is_refused)
{
    static const char *const words[] = {"-s",
                                        "-E",
                                        "-K --kill-all",
                                        "--wait",
                                        "--expect",
                                        "--count-by state",
                                        "--sort uid",
                                        "--columns uid",
                                        "-tp",
                                        "-tl",
                                        "--csv",
                                        "--ndjson"};
    for (size_t i = 0; i < sizeof(words) / sizeof(words[0]); i++) {
        char line[64];
        snprintf(line, sizeof(line), "--overview %s", words[i]);
        check_refused(line, "--overview: ", "");
    }
    check_refused("--overview -tx", "it shows sockets of IP only", "");
    check_refused("--overview --ports", "--overview and --ports exclude each other", "");
}

static void check_repetition(const char *words, bool repeats, uint64_t interval, uint64_t count)
{
    struct command_line line;
    const struct query *query = parse_good(&line, words);
    if (query->repeats != repeats || query->interval != interval || query->rounds != count)
        fail_msg("'%s': %d every %ju ns, %ju times", words, query->repeats,
                 (uintmax_t)query->interval, (uintmax_t)query->rounds);
    command_line_free(&line);
}

TEST(repetition_has_an_interval_and_a_count)
{
    check_repetition("-t", false, 1000000000, 0);
    check_repetition("-t --interval 5", false, 5000000000, 0);
    check_repetition("-t --interval 5 -c", true, 5000000000, 0);
    check_repetition("-tc --interval 5", true, 5000000000, 0);
    check_repetition("-c", true, 1000000000, 0);
    check_repetition("-tc --rounds 3", true, 1000000000, 3);
    check_repetition("--continuous", true, 1000000000, 0);
    check_repetition("--continuous=0.5", true, 500000000, 0);
    check_repetition("--continuous=.25", true, 250000000, 0);
    check_repetition("--continuous=0.01", true, 10000000, 0);
    check_repetition("--continuous=86400", true, UINT64_C(86400000000000), 0);
    check_repetition("--continuous=1.0000000009", true, 1000000000, 0);
    check_repetition("--rounds=4294967295", true, 1000000000, 4294967295);
    check_repetition("--continuous=2 --rounds=1 -s", true, 2000000000, 1);
    check_repetition("-c --continuous=2", true, 2000000000, 0);
}

TEST(a_wrong_interval_or_count_is_refused)
{
    static const char *const intervals[] = {
        "",       "0",    ".",    "1.",      "-1",    "+1",  "1e3", "0x1",           "1,5",
        "0.0099", "1.5x", "1..5", "86400.1", "86401", "inf", "nan", "18446744073.8", "0.5s"};
    static const char *const counts[] = {
        "", "0", "-1", "1.5", "4294967296", "99999999999999999999", "many"};
    char words[64];
    for (size_t i = 0; i < COUNT_OF(intervals); i++) {
        snprintf(words, sizeof(words), "--continuous=%s", intervals[i]);
        check_refused(words, "--continuous: '", "seconds from 0.01 to 86400");
    }
    for (size_t i = 0; i < COUNT_OF(counts); i++) {
        snprintf(words, sizeof(words), "--rounds=%s", counts[i]);
        check_refused(words, "--rounds: '", "from 1 to 4294967295");
    }
    check_refused("--rounds", "'--rounds' needs an argument", "N");
}

TEST(only_ndjson_has_a_trailer)
{
    check_refused("--trailer", "--trailer goes with", "--ndjson");
    check_refused("--trailer -j", "--trailer goes with", "--ndjson");
    check_refused("--trailer --csv", "--trailer goes with", "--ndjson");
}

static void check_expect(const char *words, uint64_t least, uint64_t most)
{
    struct command_line line;
    const struct query *query = parse_good(&line, words);
    assert_true(query->expect.given);
    assert_int_equal(query->expect.least, least);
    assert_int_equal(query->expect.most, most);
    command_line_free(&line);
}

TEST(a_number_or_a_range_is_expected)
{
    check_expect("--expect", 1, UINT64_MAX);
    check_expect("--expect=0", 0, 0);
    check_expect("--expect=7..", 7, UINT64_MAX);
    check_expect("--expect=..7", 0, 7);
    check_expect("--expect=2..7", 2, 7);
    check_expect("--expect=3 --expect", 1, UINT64_MAX);
    check_expect("--wait", 1, UINT64_MAX);
    check_expect("--wait=3 --expect=0", 0, 0);
    check_refused("--expect=5..2", "--expect: '5..2'", "5 is more than 2");
    check_refused("--expect=2..x", "--expect: '2..x' is none of", "N..M");
    check_refused("--expect 0", "'0' is no filter", "try 'sockview --expect=0'");
}

TEST(a_wait_has_an_end_or_none)
{
    struct command_line line;
    const struct query *query = parse_good(&line, "--wait");
    assert_true(query->waits);
    assert_int_equal(query->wait, WAIT_FOR_EVER);
    command_line_free(&line);
    query = parse_good(&line, "--wait=0.25 --quiet");
    assert_int_equal(query->wait, 250000000);
    assert_true(query->quiet);
    command_line_free(&line);
    check_refused("--wait=1d", "--wait: '1d'", "seconds from 0 to 86400");
    check_refused("--wait 5", "'5' is no filter", "try 'sockview --wait=5'");
    check_refused("--wait -c", "--wait: not with --continuous", "");
}

TEST(every_two_modes_go_together_or_are_refused)
{
    for (size_t i = 0; conflicts_mode(i) != NULL; i++) {
        for (size_t j = i + 1; conflicts_mode(j) != NULL; j++) {
            struct command_line line;
            char words[128];
            const char *message = NULL;
            snprintf(words, sizeof(words), "%s %s", conflicts_mode(i), conflicts_mode(j));
            if (conflicts_pair(i, j, &message) != 1)
                fail_msg("'%s' has not one row", words);
            command_line_parse(&line, words);
            if (line.good != (message == NULL) ||
                (message != NULL && strcmp(error_message(&line.error), message) != 0))
                fail_msg("'%s': %s", words, line.good ? "is taken" : error_message(&line.error));
            command_line_free(&line);
        }
    }
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(events_are_of_every_state_and_have_their_time),
        cmocka_unit_test(every_two_modes_go_together_or_are_refused),
        cmocka_unit_test(what_events_cannot_have_is_refused),
        cmocka_unit_test(a_recording_has_tcp_sockets),
        cmocka_unit_test(what_a_recording_cannot_have_is_refused),
        cmocka_unit_test(keys_of_sort_are_columns_and_parts_of_owners),
        cmocka_unit_test(wrong_keys_of_sort_are_refused),
        cmocka_unit_test(ports_are_those_of_tcp_in_every_state),
        cmocka_unit_test(what_ports_cannot_have_is_refused),
        cmocka_unit_test(what_an_overview_cannot_have_is_refused),
        cmocka_unit_test(repetition_has_an_interval_and_a_count),
        cmocka_unit_test(a_wrong_interval_or_count_is_refused),
        cmocka_unit_test(only_ndjson_has_a_trailer),
        cmocka_unit_test(a_number_or_a_range_is_expected),
        cmocka_unit_test(a_wait_has_an_end_or_none),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
