/* SPDX-License-Identifier: MIT */
#include "cli/refused.h"

#include "command_line.h"

static void check_refused(const char *words, const char *name, const char *why)
{
    struct command_line line;
    command_line_parse(&line, words);
    assert_false(line.good);
    assert_contains(error_message(&line.error), name);
    assert_contains(error_message(&line.error), why);
    command_line_free(&line);
}

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
            assert_string_not_equal(refused_options[i].name, row->name);
            for (size_t k = 0; k < COUNT_OF(row->aliases) && row->aliases[k] != NULL; k++)
                assert_string_not_equal(refused_options[i].name, row->aliases[k]);
            if (refused_options[i].short_name != 0)
                assert_int_not_equal(refused_options[i].short_name, row->short_name);
        }
    }
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
        cmocka_unit_test(other_unknown_options_stay_unknown),
        cmocka_unit_test(long_names_can_still_be_cut_short),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
