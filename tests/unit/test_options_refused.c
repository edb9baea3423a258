/* SPDX-License-Identifier: MIT */
#include "command_line.h"

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

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(an_unknown_option_is_named),
        cmocka_unit_test(a_missing_argument_is_named),
        cmocka_unit_test(a_number_after_c_is_no_option),
        cmocka_unit_test(a_word_that_is_nearly_right_is_named),
        cmocka_unit_test(a_list_with_blanks_is_shown_with_commas),
        cmocka_unit_test(words_that_are_no_expression_are_refused),
        cmocka_unit_test(a_wrong_value_is_named_with_what_would_be_right),
        cmocka_unit_test(the_first_fault_is_told),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
