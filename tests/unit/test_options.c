/* SPDX-License-Identifier: MIT */
#include "command_line.h"
#include "family/families.h"

/* DEFAULT: those that are shown when none is named. */
enum expected_families { TCP = 1u << 0, UDP = 1u << 1, BOTH = TCP | UDP, DEFAULT = 1u << 2 };

static const uint32_t waiting = 1u << STATE_LISTEN | 1u << STATE_UNCONN;

/* Whether a family is one of those that a test expects. */
static bool is_expected(const struct family *family, enum expected_families expected)
{
    if (expected == DEFAULT)
        return family->by_default;
    return (expected & TCP && family == &family_tcp) || (expected & UDP && family == &family_udp);
}

static void check_families(const char *words, const struct query *query,
                           enum expected_families expected)
{
    for (size_t i = 0; i < families_count; i++) {
        unsigned every = (1u << families[i]->kind_count) - 1;
        unsigned kinds = is_expected(families[i], expected) ? every : 0;
        if (query->selection.kinds[i] != kinds)
            fail_msg("'%s': kinds %x of %s", words, query->selection.kinds[i], families[i]->name);
    }
}

static void check_query(const char *words, enum expected_families expected, uint32_t states)
{
    struct command_line line;
    const struct query *query = parse_good(&line, words);
    check_families(words, query, expected);
    if (query->selection.states != states)
        fail_msg("'%s': states %x", words, query->selection.states);
    command_line_free(&line);
}

static bool has_details(const struct query *query, unsigned details)
{
    return query->details == details;
}

TEST(tcp_and_udp_are_shown_by_default)
{
    assert_true(family_tcp.by_default);
    assert_true(family_udp.by_default);
}

TEST(without_a_question_everything_is_shown_with_its_owners)
{
    static const char *const lines[] = {"", "-n", "-4", "-H", "-j", "--source=proc", "-O", "-W"};
    for (size_t i = 0; i < COUNT_OF(lines); i++) {
        struct command_line line;
        const struct query *query = parse_good(&line, lines[i]);
        check_families(lines[i], query, DEFAULT);
        assert_int_equal(query->selection.states, state_all());
        assert_int_equal(query->details, IN_PROCESSES);
        assert_int_equal(query->needs & ~(unsigned)NEED_DATABASES, NEED_OWNERS | NEED_HOLDERS);
        assert_int_equal(line.options.action, ACTION_SHOW);
        command_line_free(&line);
    }
}

TEST(a_list_of_columns_is_no_question_and_brings_no_owners)
{
    struct command_line line;
    const struct query *query = parse_good(&line, "--columns=netid,state");
    assert_int_equal(query->selection.states, state_all());
    assert_int_equal(query->column_count, 2);
    assert_int_equal(query->needs, 0);
    command_line_free(&line);
}

TEST(families_add_up)
{
    uint32_t connected = state_all() & ~waiting;
    check_query("-t", TCP, connected);
    check_query("-u", UDP, connected);
    check_query("-tu", BOTH, connected);
    check_query("--tcp --udp", BOTH, connected);
    check_query("-t -t", TCP, connected);
}

TEST(a_list_names_families_and_an_address_family_narrows_them)
{
    uint32_t connected = state_all() & ~waiting;
    check_query("-A tcp", TCP, connected);
    check_query("--query=udp", UDP, connected);
    check_query("--socket udp,tcp", BOTH, connected);
    check_query("-t -A udp", BOTH, connected);
    check_query("-f inet", DEFAULT, connected);
    check_query("-a --protocol=inet6", DEFAULT, state_all());
}

TEST(an_address_family_is_one_bit)
{
    static const struct {
        const char *words;
        unsigned addresses;
    } cases[] = {{"-t", 0},
                 {"-4", NARROW_IPV4},
                 {"-6", NARROW_IPV6},
                 {"-f inet", NARROW_IPV4},
                 {"-f inet6", NARROW_IPV6},
                 {"-A inet6", NARROW_IPV6},
                 {"-A tcp,inet6", NARROW_IPV6},
                 {"-f inet -6", NARROW_IPV4 | NARROW_IPV6}};
    for (size_t i = 0; i < COUNT_OF(cases); i++) {
        struct command_line line;
        assert_int_equal(parse_good(&line, cases[i].words)->selection.addresses,
                         cases[i].addresses);
        command_line_free(&line);
    }
}

TEST(without_a_and_l_everything_but_what_waits_is_shown)
{
    uint32_t connected = state_all() & ~waiting;
    check_query("-p", DEFAULT, connected);
    check_query("-e", DEFAULT, connected);
    check_query("-o", DEFAULT, connected);
    check_query("-tn", TCP, connected);
}

TEST(a_and_l_choose_states_in_every_order)
{
    check_query("-a", DEFAULT, state_all());
    check_query("--all", DEFAULT, state_all());
    check_query("-l", DEFAULT, waiting);
    check_query("--listening", DEFAULT, waiting);
    check_query("-la", DEFAULT, state_all());
    check_query("-al", DEFAULT, waiting);
    check_query("-lal", DEFAULT, waiting);
    check_query("-a --state=LISTEN", DEFAULT, state_all());
    check_query("-tln", TCP, waiting);
    check_query("-uln", UDP, waiting);
}

TEST(states_are_named_in_every_spelling)
{
    uint32_t listen = state_bit(STATE_LISTEN);
    check_query("--state=LISTEN", DEFAULT, listen);
    check_query("--state listen", DEFAULT, listen);
    check_query("--state listening", DEFAULT, listen);
    check_query("--state=time-wait", DEFAULT, state_bit(STATE_TIME_WAIT));
    check_query("--state=TIME_WAIT", DEFAULT, state_bit(STATE_TIME_WAIT));
    check_query("--state=Time_Wait,estab", DEFAULT,
                state_bit(STATE_TIME_WAIT) | state_bit(STATE_ESTABLISHED));
    check_query("--state=fin-wait-1 --state=fin_wait2", DEFAULT,
                state_bit(STATE_FIN_WAIT1) | state_bit(STATE_FIN_WAIT2));
    check_query("-l --state=close", DEFAULT, waiting | state_bit(STATE_CLOSE));
}

TEST(short_options_join)
{
    struct command_line line;
    const struct query *query = parse_good(&line, "-tunapeoH46");
    check_families("-tunapeoH46", query, BOTH);
    assert_int_equal(query->selection.states, state_all());
    assert_int_equal(query->selection.addresses, NARROW_IPV4 | NARROW_IPV6);
    assert_true(query->numeric && has_details(query, IN_PROCESSES | IN_EXTENDED | IN_TIMERS));
    assert_true(query->no_header);
    command_line_free(&line);
}

TEST(long_names_of_both_tools_work_and_may_be_cut_short)
{
    struct command_line line;
    const struct query *query =
        parse_good(&line, "--numeric-ports --programs --extend --timers --inet6 --wide --oneline");
    assert_true(query->numeric && has_details(query, IN_PROCESSES | IN_EXTENDED | IN_TIMERS));
    assert_int_equal(query->selection.addresses, NARROW_IPV6);
    command_line_free(&line);
    query = parse_good(&line, "--numeric-p --proc --ext --opt --sou=proc");
    assert_true(query->numeric && has_details(query, IN_PROCESSES | IN_EXTENDED | IN_TIMERS));
    command_line_free(&line);
}

TEST(settings_have_their_defaults_and_their_values)
{
    struct command_line line;
    const struct query *query = parse_good(&line, "");
    assert_int_equal(query->source, SOURCE_AUTO);
    assert_int_equal(query->colour, COLOUR_AUTO);
    assert_string_equal(query->format->name, "table");
    assert_false(query->numeric || query->no_header);
    assert_int_equal(query->details, IN_PROCESSES);
    command_line_free(&line);
    query = parse_good(&line, "--source proc --color=always --format=ndjson");
    assert_int_equal(query->source, SOURCE_PROC);
    assert_int_equal(query->colour, COLOUR_ALWAYS);
    assert_string_equal(query->format->name, "ndjson");
    command_line_free(&line);
    query = parse_good(&line, "--source=netlink --colour=never -j");
    assert_int_equal(query->source, SOURCE_NETLINK);
    assert_int_equal(query->colour, COLOUR_NEVER);
    assert_string_equal(query->format->name, "json");
    command_line_free(&line);
    query = parse_good(&line, "--source=proc --source=auto --color=always --color=auto");
    assert_int_equal(query->source, SOURCE_AUTO);
    assert_int_equal(query->colour, COLOUR_AUTO);
    command_line_free(&line);
}

TEST(help_version_and_columns_are_actions)
{
    static const struct {
        const char *words;
        enum action action;
    } cases[] = {{"-h", ACTION_USAGE},
                 {"--usage", ACTION_USAGE},
                 {"--help", ACTION_HELP},
                 {"-V", ACTION_VERSION},
                 {"--version", ACTION_VERSION},
                 {"-tn --help", ACTION_HELP},
                 {"--list-columns", ACTION_LIST_COLUMNS}};
    for (size_t i = 0; i < COUNT_OF(cases); i++) {
        struct command_line line;
        parse_good(&line, cases[i].words);
        assert_int_equal(line.options.action, cases[i].action);
        command_line_free(&line);
    }
}

TEST(the_same_format_twice_is_fine_and_two_exclude_each_other)
{
    struct command_line line;
    parse_good(&line, "-j --json --format=json");
    command_line_free(&line);
    command_line_parse(&line, "--json --ndjson");
    assert_false(line.good);
    assert_contains(error_message(&line.error), "json and ndjson");
    assert_contains(error_message(&line.error), "choose one");
    command_line_free(&line);
    command_line_parse(&line, "--format=table -j");
    assert_false(line.good);
    assert_contains(error_message(&line.error), "table and json");
    command_line_free(&line);
}

static void check_refused(const char *words, const char *what, const char *right)
{
    struct command_line line;
    command_line_parse(&line, words);
    if (line.good)
        fail_msg("'%s' is accepted", words);
    const char *message = error_message(&line.error);
    if (strstr(message, what) == NULL || strstr(message, right) == NULL)
        fail_msg("'%s': %s", words, message);
    assert_null(strchr(message, '\n'));
    command_line_free(&line);
}

TEST(an_unknown_option_is_named)
{
    check_refused("-J", "unknown option '-J'", "");
    check_refused("-tJn", "unknown option '-J'", "");
    check_refused("-\xff", "unknown option '-\xff'", "");
    check_refused("--bogus", "'--bogus'", "unknown");
    check_refused("-t --bogus=3", "'--bogus=3'", "unknown");
    check_refused("--in", "'--in'", "ambiguous");
    check_refused("--tcp=yes", "'--tcp' takes no argument", "");
    check_refused("--programs=x", "takes no argument", "");
}

TEST(a_missing_argument_is_named)
{
    check_refused("--state", "'--state' needs an argument", "LIST");
    check_refused("-t --columns", "'--columns' needs an argument", "LIST");
    check_refused("--format", "'--format' needs an argument", "FORMAT");
    check_refused("--source", "'--source' needs an argument", "SOURCE");
    check_refused("--color", "'--color' needs an argument", "WHEN");
    check_refused("--colour", "needs an argument", "WHEN");
}

TEST(events_are_of_every_state_and_have_their_time)
{
    struct command_line line;
    const struct query *query = parse_good(&line, "-tE --limit 3");
    assert_true(query->events && !query->repeats);
    assert_int_equal(query->arrangement.limit, 3);
    assert_int_equal(query->selection.states, state_all());
    assert_string_equal(query->columns[query->column_count - 1].column->name, "time");
    command_line_free(&line);
    query = parse_good(&line, "-E");
    check_families("-E", query, DEFAULT);
    assert_true(has_details(query, IN_PROCESSES));
    command_line_free(&line);
    query = parse_good(&line, "--events -tu4 --ndjson --state=established --source=netlink");
    assert_int_equal(query->selection.states, state_bit(STATE_ESTABLISHED));
    command_line_free(&line);
}

TEST(what_events_cannot_have_is_refused)
{
    check_refused("-E -j", "--events: not with", "--ndjson");
    check_refused("--trailer", "--trailer goes with", "--ndjson");
    check_refused("--trailer -j", "--trailer goes with", "--ndjson");
    check_refused("--trailer --csv", "--trailer goes with", "--ndjson");
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
    check_refused("-E fwmark = 0", "does not report 'fwmark'", "destroyed");
    check_refused("-E sport = :22 or cgroup = /", "does not report 'cgroup'", "destroyed");
    check_refused("-tEl", "CLOSE", "none would be shown");
    check_refused("-tE --state=TIME_WAIT", "CLOSE", "none would be shown");
    check_refused("-tE state established", "CLOSE", "none would be shown");
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

TEST(a_number_after_c_is_no_option)
{
    check_refused("-c5", "option '-c' takes no number", "try 'sockview --continuous=5'");
    check_refused("-tc2", "option '-c' takes no number", "try 'sockview --continuous=2'");
    check_refused("-c0.1", "'0.1' is one", "try 'sockview --continuous=0.1'");
    check_refused("-c=3", "'3' is one", "try 'sockview --continuous=3'");
    check_refused("-c4.5", "'4.5' is one", "try 'sockview --continuous=4.5'");
    check_refused("-c60", "'60' is one", "try 'sockview --continuous=60'");
    check_refused("-c0", "'0' is one", "try 'sockview --continuous=0.5'");
    check_refused("-tc0 -n", "'0' is one", "try 'sockview --continuous=0.5'");
    check_refused("-t -tc0n", "'0' is one", "try 'sockview --continuous=0.5'");
    check_query("-c4", DEFAULT, state_all());
    check_query("-tc6", TCP, state_all() & ~waiting);
}

TEST(a_zero_elsewhere_is_packet_sockets)
{
    static const char *const lines[] = {"-0c", "-c -0", "-0", "-tc -n0", "-cn0", "-0 -c"};
    for (size_t i = 0; i < COUNT_OF(lines); i++) {
        struct command_line line;
        parse_good(&line, lines[i]);
        command_line_free(&line);
    }
}

TEST(a_word_that_is_nearly_right_is_named)
{
    check_refused("--proceses", "unknown option '--proceses'", "did you mean '--processes'?");
    check_refused("--no-headers", "unknown option", "did you mean '--no-header'?");
    check_refused("--colmns=local", "unknown option '--colmns=local'", "mean '--columns'?");
    check_refused("--state=LITSEN", "--state: 'LITSEN' is unknown", "did you mean 'LISTEN'?");
    check_refused("--state=all,conected", "'conected' is unknown", "did you mean 'connected'?");
    check_refused("-A udp,tpc", "--query: 'tpc' is unknown", "did you mean 'tcp'?");
    check_refused("-f inet7", "--family: 'inet7' is unknown", "did you mean 'inet'?");
    check_refused("--format=jsno", "--format: 'jsno' is unknown", "did you mean 'json'?");
    check_refused("--color=alwys", "is unknown", "did you mean 'always'?");
    check_refused("--source=netlnk", "is unknown", "did you mean 'netlink'?");
    check_refused("--owners=prc", "is unknown", "did you mean 'proc'?");
    check_refused("--columns=+proceses", "no column 'proceses'", "did you mean 'processes'?");
}

TEST(a_list_with_blanks_is_shown_with_commas)
{
    check_refused("-A tcp udp", "'udp' is no filter", "try 'sockview -A tcp,udp'");
    check_refused("--query=tcp udp raw", "'udp' is no filter", "try 'sockview -A tcp,udp,raw'");
    check_refused("--columns local peer", "'peer'", "try 'sockview --columns local,peer'");
    check_refused("--state listen established", "'established' is no filter",
                  "try 'sockview --state listen,established'");
    check_query("-A tcp sport = :22", TCP, state_all() & ~waiting);
    check_query("--columns local,peer user = root", DEFAULT, state_all());
}

TEST(a_list_of_kinds_can_leave_some_out)
{
    check_query("-A tcp,udp,!tcp", UDP, state_all() & ~waiting);
    check_query("-t -A udp,!tcp", UDP, state_all() & ~waiting);
    check_query("-A udp,!udp,tcp", TCP, state_all() & ~waiting);
    check_refused("-A tcp,!tcp", "--query: no kind of sockets is left by 'tcp,!tcp'", "");
    check_refused("-A !all", "no kind of sockets is left", "");
    check_refused("-A all,!bogus", "'!bogus' is none of", "tcp");
    check_refused("-A all,!", "'!' is none of", "tcp");
    check_refused("-A all,!inet6", "'!inet6' is", "inet6");
    struct command_line line, all;
    const struct selection *some = &parse_good(&line, "-A !tcp")->selection;
    parse_good(&all, "-A all,!tcp");
    assert_memory_equal(some->kinds, all.options.query.selection.kinds, sizeof(some->kinds));
    command_line_free(&line);
    command_line_free(&all);
}

TEST(words_that_are_no_expression_are_refused)
{
    check_refused("-t -- -u", "'-u'", "is no field");
    check_refused("-", "'-'", "is no field");
    check_refused("-tn 22 -a", "'22'", "is no field");
    check_refused("--help me", "'me'", "is no field");
    check_refused("-tanc 5", "'5'", "--continuous=5");
    check_refused("-tan 5", "'5'", "is no field");
}

TEST(a_wrong_value_is_named_with_what_would_be_right)
{
    check_refused("--source=bogus", "--source: 'bogus'", "auto, netlink, proc");
    check_refused("--color=bogus", "--color: 'bogus'", "auto, always, never");
    check_refused("--color=", "--color: ''", "auto, always, never");
    check_refused("--columns=bogus", "'bogus'", "--list-columns");
    check_refused("--columns=", "''", "--list-columns");
    check_refused("--format=bogus", "'bogus'", "ndjson");
    check_refused("--state=bogus", "'bogus'", "ESTABLISHED");
    check_refused("--family=bogus", "--family: 'bogus'", "inet, inet6, unix");
    check_refused("-f tcp6", "--family: 'tcp6'", "netlink");
    check_refused("--query=bogus", "--query: 'bogus'", "all, inet, inet6, tcp");
    check_refused("-A tcp,bogus", "--query: 'bogus'", "udp");
    check_refused("-A tcp,", "--query: ''", "udp");
    check_refused("--state=LISTEN,,CLOSE", "''", "ESTABLISHED");
    check_refused("--state=", "''", "ESTABLISHED");
}

TEST(the_first_fault_is_told)
{
    check_refused("--bogus --state=bogus", "'--bogus'", "");
    check_refused("--state=bogus --bogus", "--state", "bogus");
}

TEST(parsing_twice_starts_anew)
{
    for (int i = 0; i < 3; i++) {
        check_query("-tu -a", BOTH, state_all());
        check_refused("-t --bogus", "'--bogus'", "");
    }
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(tcp_and_udp_are_shown_by_default),
        cmocka_unit_test(without_a_question_everything_is_shown_with_its_owners),
        cmocka_unit_test(a_list_of_columns_is_no_question_and_brings_no_owners),
        cmocka_unit_test(families_add_up),
        cmocka_unit_test(a_list_names_families_and_an_address_family_narrows_them),
        cmocka_unit_test(an_address_family_is_one_bit),
        cmocka_unit_test(without_a_and_l_everything_but_what_waits_is_shown),
        cmocka_unit_test(a_and_l_choose_states_in_every_order),
        cmocka_unit_test(states_are_named_in_every_spelling),
        cmocka_unit_test(short_options_join),
        cmocka_unit_test(long_names_of_both_tools_work_and_may_be_cut_short),
        cmocka_unit_test(settings_have_their_defaults_and_their_values),
        cmocka_unit_test(help_version_and_columns_are_actions),
        cmocka_unit_test(the_same_format_twice_is_fine_and_two_exclude_each_other),
        cmocka_unit_test(an_unknown_option_is_named),
        cmocka_unit_test(a_missing_argument_is_named),
        cmocka_unit_test(events_are_of_every_state_and_have_their_time),
        cmocka_unit_test(what_events_cannot_have_is_refused),
        cmocka_unit_test(keys_of_sort_are_columns_and_parts_of_owners),
        cmocka_unit_test(wrong_keys_of_sort_are_refused),
        cmocka_unit_test(repetition_has_an_interval_and_a_count),
        cmocka_unit_test(a_wrong_interval_or_count_is_refused),
        cmocka_unit_test(a_number_after_c_is_no_option),
        cmocka_unit_test(a_zero_elsewhere_is_packet_sockets),
        cmocka_unit_test(a_word_that_is_nearly_right_is_named),
        cmocka_unit_test(a_list_with_blanks_is_shown_with_commas),
        cmocka_unit_test(a_list_of_kinds_can_leave_some_out),
        cmocka_unit_test(words_that_are_no_expression_are_refused),
        cmocka_unit_test(a_wrong_value_is_named_with_what_would_be_right),
        cmocka_unit_test(the_first_fault_is_told),
        cmocka_unit_test(parsing_twice_starts_anew),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
