/* SPDX-License-Identifier: MIT */
#include "cli/refused.h"

#include "command_line.h"

TEST(what_belongs_to_other_tools_is_named_with_its_tool)
{
    check_refused("--route", "'--route'", "ip(8)");
    check_refused("--interfaces", "'--interfaces'", "ip(8)");
    check_refused("-g", "'-g' (--groups)", "ip(8)");
    check_refused("-tag", "'-g' (--groups)", "ip(8)");
    check_refused("--groups", "'--groups'", "ip(8)");
    check_refused("--statistics", "'--statistics'", "nstat(8)");
    check_refused("--masquerade", "'--masquerade'", "conntrack(8)");
    check_refused("--bpf-maps", "'--bpf-maps'", "BPF socket storage");
    check_refused("--bpf-map-id=5", "'--bpf-map-id'", "BPF socket storage");
}

TEST(their_letters_and_names_mean_nothing_else)
{
    for (size_t i = 0; i < refused_options_count; i++) {
        for (size_t j = 0; j < option_rows_count; j++) {
            const struct option_row *row = &option_rows[j];
            const char *name = refused_options[i].name == NULL ? "" : refused_options[i].name;
            assert_string_not_equal(name, row->name);
            for (size_t k = 0; k < COUNT_OF(row->aliases) && row->aliases[k] != NULL; k++)
                assert_string_not_equal(name, row->aliases[k]);
            if (refused_options[i].short_name != 0)
                assert_int_not_equal(refused_options[i].short_name, row->short_name);
        }
    }
}

/* Not even if an option is added whose name begins so. */
TEST(each_is_refused_as_it_stands)
{
    for (size_t i = 0; i < refused_options_count; i++) {
        const struct refused_option *refused = &refused_options[i];
        char words[64], message[64];
        snprintf(words, sizeof(words), "-%c", refused->short_name);
        snprintf(message, sizeof(message), "option '-%c'", refused->short_name);
        if (refused->short_name != 0)
            check_refused(words, message, "");
        snprintf(words, sizeof(words), "--%s 1", refused->name == NULL ? "-" : refused->name);
        snprintf(message, sizeof(message), "option '--%.*s': ", (int)strcspn(words + 2, " "),
                 words + 2);
        if (refused->name != NULL)
            check_refused(words, message, "");
        assert_true(strchr(refused->why, '@') == NULL || refused->example != NULL);
    }
}

TEST(what_was_asked_for_is_part_of_the_command)
{
    check_refused("--port 443", "option '--port': ", "try 'sockview :443'");
    check_refused("--port=443", "option '--port': ", "try 'sockview :443'");
    check_refused("--port", "option '--port': ", "try 'sockview :80'");
    check_refused("--port -t", "option '--port': ", "try 'sockview :80'");
    check_refused("--port=$(x)", "option '--port': ", "try 'sockview :80'");
    check_refused("-t --pid 7 -n", "option '--pid': ", "try 'sockview pid 7'");
    check_refused("-I eth0", "option '-I': ", "try 'sockview dev = eth0'");
    check_refused("-nIeth0", "option '-I': ", "try 'sockview dev = eth0'");
}

TEST(letters_that_lsof_reads_as_one_option_are_answered)
{
    check_refused("-iTCP", "'-iTCP'", "try 'sockview -t'");
    check_refused("-n -iTCP:443 -P", "'-iTCP:443'", "try 'sockview -t :443'");
    check_refused("-iUDP:53", "'-iUDP:53'", "try 'sockview -u :53'");
    check_refused("-i:80", "'-i:80'", "try 'sockview :80'");
    check_refused("-sTCP:LISTEN", "'-sTCP:LISTEN'", "try 'sockview -t state LISTEN'");
    check_refused("-p1234", "'-p1234'", "try 'sockview pid 1234'");
    check_refused("-i:$x", "'-:'", "unknown");
}

TEST(other_unknown_options_stay_unknown)
{
    check_refused("--rout", "unknown", "'--rout'");
    check_refused("--routes", "unknown", "'--routes'");
    check_refused("-J", "unknown", "'-J'");
    check_refused("--nonsense", "unknown", "'--nonsense'");
}

TEST(long_names_can_still_be_cut_short)
{
    struct command_line line;
    parse_good(&line, "-t --stat=listen -r --numeric-h");
    command_line_free(&line);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(what_belongs_to_other_tools_is_named_with_its_tool),
        cmocka_unit_test(their_letters_and_names_mean_nothing_else),
        cmocka_unit_test(each_is_refused_as_it_stands),
        cmocka_unit_test(what_was_asked_for_is_part_of_the_command),
        cmocka_unit_test(letters_that_lsof_reads_as_one_option_are_answered),
        cmocka_unit_test(other_unknown_options_stay_unknown),
        cmocka_unit_test(long_names_can_still_be_cut_short),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
