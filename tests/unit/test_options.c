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

TEST(digits_after_c_are_address_families)
{
    check_query("-c4", DEFAULT, state_all());
    check_query("-tc6", TCP, state_all() & ~waiting);
}

TEST(a_list_can_be_followed_by_a_filter)
{
    check_query("-A tcp sport = :22", TCP, state_all() & ~waiting);
    check_query("--columns local,peer user = root", DEFAULT, state_all());
}

TEST(events_are_of_the_usual_families_with_owners)
{
    struct command_line line;
    const struct query *query = parse_good(&line, "-E");
    check_families("-E", query, DEFAULT);
    assert_true(has_details(query, IN_PROCESSES));
    command_line_free(&line);
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

TEST(a_zero_elsewhere_is_packet_sockets)
{
    static const char *const lines[] = {"-0c", "-c -0", "-0", "-tc -n0", "-cn0", "-0 -c"};
    for (size_t i = 0; i < COUNT_OF(lines); i++) {
        struct command_line line;
        parse_good(&line, lines[i]);
        command_line_free(&line);
    }
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
        cmocka_unit_test(digits_after_c_are_address_families),
        cmocka_unit_test(a_list_can_be_followed_by_a_filter),
        cmocka_unit_test(events_are_of_the_usual_families_with_owners),
        cmocka_unit_test(short_options_join),
        cmocka_unit_test(long_names_of_both_tools_work_and_may_be_cut_short),
        cmocka_unit_test(settings_have_their_defaults_and_their_values),
        cmocka_unit_test(help_version_and_columns_are_actions),
        cmocka_unit_test(the_same_format_twice_is_fine_and_two_exclude_each_other),
        cmocka_unit_test(a_zero_elsewhere_is_packet_sockets),
        cmocka_unit_test(a_list_of_kinds_can_leave_some_out),
        cmocka_unit_test(parsing_twice_starts_anew),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
