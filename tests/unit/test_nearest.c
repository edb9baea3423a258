/* SPDX-License-Identifier: MIT */
#include "util/nearest.h"

#include "support.h"
#include "util/habit.h"

static const char *word_at(const void *context, size_t place)
{
    return ((const char *const *)context)[place];
}

static const char *const names[] = {"src",    "process", "processes",  "protocol",  "LISTEN",
                                    "recv_q", "send_q",  "fin_wait1",  "fin_wait2", "tcp",
                                    "udp",    "udplite", "no-headers", "no-header", NULL};

static void check_nearest(const char *word, const char *expected)
{
    const char *found = nearest_find(slice_of(word), word_at, names);
    bool same =
        found == NULL || expected == NULL ? found == expected : strcmp(found, expected) == 0;
    if (!same)
        fail_msg("'%s': '%s'", word, found == NULL ? "(none)" : found);
}

TEST(some_letters_can_be_wrong)
{
    check_nearest("sorc", "src");
    check_nearest("scr", "src");
    check_nearest("tcq", "tcp");
    check_nearest("tpc", "tcp");
    check_nearest("tx", NULL);
    check_nearest("proces", "process");
    check_nearest("procees", "process");
    check_nearest("porcess", "process");
    check_nearest("prtocol", "protocol");
    check_nearest("prodigal", NULL);
    check_nearest("nonsense", NULL);
}

TEST(letters_that_are_left_out_count_less)
{
    static const char *const columns[] = {"probes", "processes", NULL};
    assert_string_equal(nearest_find(slice_of("procss"), word_at, columns), "processes");
    check_nearest("lstn", "LISTEN");
    check_nearest("fn", NULL);
}

TEST(names_that_begin_so_come_first_and_the_shortest_of_them)
{
    check_nearest("prot", "protocol");
    check_nearest("proc", "process");
    check_nearest("list", "LISTEN");
    check_nearest("no-head", "no-header");
    check_nearest("ud", "udp");
}

TEST(case_and_hyphens_do_not_count)
{
    check_nearest("Recv-Q", "recv_q");
    check_nearest("LITSEN", "LISTEN");
    check_nearest("FIN-WAIT-1", "fin_wait1");
    assert_true(nearest_same(slice_of("NO_header"), "no-header"));
    assert_false(nearest_same(slice_of("no_heade"), "no-header"));
    assert_false(nearest_same(slice_of("no_headers"), "no-header"));
    assert_false(nearest_same((struct slice){0}, "no-header"));
}

TEST(no_word_and_one_letter_and_very_long_words_are_near_nothing)
{
    static char text[100000];
    memset(text, 's', sizeof(text) - 1);
    check_nearest("", NULL);
    check_nearest("s", NULL);
    check_nearest(text, NULL);
    assert_null(nearest_find((struct slice){NULL, 0}, word_at, names));
    assert_null(nearest_find(slice_of("tcp"), word_at, &names[COUNT_OF(names) - 1]));
}

TEST(any_bytes_are_survived)
{
    uint64_t seed = 1;
    for (size_t i = 0; i < 20000; i++) {
        size_t length = random_below(&seed, 60);
        char bytes[60];
        random_fill(&seed, bytes, sizeof(bytes));
        char *word = exact_copy(bytes, length);
        nearest_find((struct slice){word, length}, word_at, names);
        free(word);
    }
}

static void check_habit(const char *typed, const char *text, const char *command)
{
    const struct habit habit = {typed, "run @ and @"};
    struct strbuf buffer = {0};
    struct slice rest;
    char *copy = exact_copy(text, strlen(text));
    if (habit_matches(&habit, (struct slice){copy, strlen(text)}, &rest))
        habit_put_command(&buffer, habit.command, rest);
    assert_text(&buffer, command);
    free(copy);
}

TEST(a_habit_is_known_by_its_first_words)
{
    check_habit("port @", "port 22", "run 22 and 22");
    check_habit("port @", "PORT 22 and more", "run 22 and 22");
    check_habit("port @", "port", "");
    check_habit("port @", "port ", "");
    check_habit("port @", "ports 22", "");
    check_habit("-iTCP:@", "-itcp:443", "run 443 and 443");
    check_habit("-iTCP:@", "-iTCP", "");
    check_habit("help", "help me", "run  and ");
    check_habit("help", "helpme", "");
    check_habit("help", "", "");
    check_habit("-p#", "-p12", "run 12 and 12");
    check_habit("-p#", "-p1x", "");
    check_habit("-p#", "-p", "");
    check_habit("#/tcp", "80/TCP", "run 80 and 80");
    check_habit("#/tcp", "/tcp", "");
    check_habit("#/tcp", "80/tcpx", "");
}

TEST(what_a_shell_could_read_otherwise_is_not_plain)
{
    static const char *const plain[] = {"nginx", "10.0.0.1:80", "/run/x", "@x", "a-b_c", "::1/64"};
    static const char *const others[] = {"",    "-n",  "a b", "$(x)", "`x`",  "[::1]",   "a'b",
                                         "a*b", "~/x", "a;b", "a\nb", "\x1b", "\xc3\xa4"};
    for (size_t i = 0; i < COUNT_OF(plain); i++)
        assert_true(habit_is_plain(slice_of(plain[i])));
    for (size_t i = 0; i < COUNT_OF(others); i++)
        assert_false(habit_is_plain(slice_of(others[i])));
    assert_false(habit_is_plain((struct slice){"a\0b", 3}));
    char text[200];
    memset(text, 'a', sizeof(text));
    assert_false(habit_is_plain((struct slice){text, sizeof(text)}));
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(some_letters_can_be_wrong),
        cmocka_unit_test(letters_that_are_left_out_count_less),
        cmocka_unit_test(names_that_begin_so_come_first_and_the_shortest_of_them),
        cmocka_unit_test(case_and_hyphens_do_not_count),
        cmocka_unit_test(no_word_and_one_letter_and_very_long_words_are_near_nothing),
        cmocka_unit_test(any_bytes_are_survived),
        cmocka_unit_test(a_habit_is_known_by_its_first_words),
        cmocka_unit_test(what_a_shell_could_read_otherwise_is_not_plain),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
