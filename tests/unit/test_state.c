/* SPDX-License-Identifier: MIT */
#include <ctype.h>

#include "state.h"
#include "support.h"

TEST(states_have_the_numbers_of_the_kernel_or_ours)
{
    static const struct {
        unsigned number;
        const char *name;
    } known[] = {{1, "ESTABLISHED"},    {2, "SYN_SENT"},           {3, "SYN_RECV"},
                 {4, "FIN_WAIT1"},      {5, "FIN_WAIT2"},          {6, "TIME_WAIT"},
                 {7, "CLOSE"},          {8, "CLOSE_WAIT"},         {9, "LAST_ACK"},
                 {10, "LISTEN"},        {11, "CLOSING"},           {12, "UNCONN"},
                 {13, "COOKIE_WAIT"},   {14, "COOKIE_ECHOED"},     {15, "SHUTDOWN_PENDING"},
                 {16, "SHUTDOWN_SENT"}, {17, "SHUTDOWN_RECEIVED"}, {18, "SHUTDOWN_ACK_SENT"}};
    for (size_t i = 0; i < COUNT_OF(known); i++)
        assert_string_equal(state_find(known[i].number)->name, known[i].name);
    assert_int_equal(state_rows_count, COUNT_OF(known));
    assert_int_equal(state_all(), 0x7fffe);
}

TEST(numbers_that_are_no_state_have_no_row)
{
    assert_null(state_find(STATE_UNKNOWN));
    assert_null(state_find(19));
    assert_null(state_find(255));
}

static void expect_name(const char *name, enum state expected)
{
    const struct state_row *row = state_find_name(slice_of(name));
    if (row == NULL || row->state != expected)
        fail_msg("'%s' is %s", name, row == NULL ? "no state" : row->name);
}

TEST(every_name_is_found_in_any_case_and_with_dashes)
{
    for (size_t i = 0; i < state_rows_count; i++) {
        char name[32] = "";
        expect_name(state_rows[i].name, state_rows[i].state);
        for (size_t j = 0; state_rows[i].name[j] != '\0'; j++) {
            int lower = tolower((unsigned char)state_rows[i].name[j]);
            name[j] = lower == '_' ? '-' : (char)lower;
        }
        expect_name(name, state_rows[i].state);
    }
}

/* The names that ss(8) and its scan_state understand for one state. */
TEST(the_spellings_of_ss_are_understood)
{
    expect_name("established", STATE_ESTABLISHED);
    expect_name("estab", STATE_ESTABLISHED);
    expect_name("syn-sent", STATE_SYN_SENT);
    expect_name("syn-recv", STATE_SYN_RECV);
    expect_name("fin-wait-1", STATE_FIN_WAIT1);
    expect_name("fin-wait-2", STATE_FIN_WAIT2);
    expect_name("time-wait", STATE_TIME_WAIT);
    expect_name("close-wait", STATE_CLOSE_WAIT);
    expect_name("last-ack", STATE_LAST_ACK);
    expect_name("listening", STATE_LISTEN);
    expect_name("closing", STATE_CLOSING);
    expect_name("close", STATE_CLOSE);
}

static void expect_set(const char *name, uint32_t expected)
{
    uint32_t states = state_set_find(slice_of(name));
    if (states != expected)
        fail_msg("'%s' is %#x and not %#x", name, states, expected);
}

/* The groups of scan_state in ss(8). */
TEST(a_group_stands_for_its_states)
{
    const uint32_t idle = state_bit(STATE_CLOSE) | state_bit(STATE_UNCONN);
    const uint32_t bucket = state_bit(STATE_SYN_RECV) | state_bit(STATE_TIME_WAIT);
    const uint32_t connected = state_all() & ~idle & ~state_bit(STATE_LISTEN);
    expect_set("all", state_all());
    expect_set("connected", connected);
    expect_set("synchronized", connected & ~state_bit(STATE_SYN_SENT));
    expect_set("bucket", bucket);
    expect_set("big", state_all() & ~bucket);
    expect_set("closed", idle);
    expect_set("unconnected", idle);
    expect_set("close", state_bit(STATE_CLOSE));
    expect_set("LISTEN", state_bit(STATE_LISTEN));
    expect_set("nothing", 0);
    expect_set("", 0);
}

TEST(parts_of_names_and_other_words_are_no_states)
{
    static const char *const words[] = {"",        "LIST",     "LISTENS",   "LISTEN ",
                                        " LISTEN", "CLOS",     "TIME WAIT", "_",
                                        "-",       "fin_wait", "syn",       "LISTEN,"};
    for (size_t i = 0; i < COUNT_OF(words); i++) {
        if (state_find_name(slice_of(words[i])) != NULL)
            fail_msg("'%s' is a state", words[i]);
    }
    assert_null(state_find_name((struct slice){"LISTEN\0", 7}));
}

TEST(every_word_that_is_offered_is_understood)
{
    const char *word;
    size_t count = 0;
    for (; (word = state_word(count)) != NULL; count++)
        assert_int_not_equal(state_set_find(slice_of(word)), 0);
    assert_true(count > state_rows_count + 5);
    assert_null(state_word(count + 1));
}

TEST(a_list_of_states_stands_for_all_of_them)
{
    struct slice wrong;
    assert_int_equal(state_list_find(slice_of("listen"), &wrong), state_bit(STATE_LISTEN));
    assert_int_equal(state_list_find(slice_of("listen,CLOSED"), &wrong),
                     state_bit(STATE_LISTEN) | state_bit(STATE_CLOSE) | state_bit(STATE_UNCONN));
    assert_int_equal(state_list_find(slice_of("listen,estb,foo"), &wrong), 0);
    assert_slice(wrong, "estb");
    assert_int_equal(state_list_find(slice_of("listen,"), &wrong), 0);
    assert_slice(wrong, "");
    assert_int_equal(state_list_find(slice_of(",listen"), &wrong), 0);
    assert_int_equal(state_list_find((struct slice){NULL, 0}, &wrong), 0);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(states_have_the_numbers_of_the_kernel_or_ours),
        cmocka_unit_test(numbers_that_are_no_state_have_no_row),
        cmocka_unit_test(every_name_is_found_in_any_case_and_with_dashes),
        cmocka_unit_test(the_spellings_of_ss_are_understood),
        cmocka_unit_test(a_group_stands_for_its_states),
        cmocka_unit_test(parts_of_names_and_other_words_are_no_states),
        cmocka_unit_test(every_word_that_is_offered_is_understood),
        cmocka_unit_test(a_list_of_states_stands_for_all_of_them),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
