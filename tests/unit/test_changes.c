/* SPDX-License-Identifier: MIT */
#include "arrange/arrange.h"

#include "column/change.h"
#include "filter_parse.h"
#include "output.h"

/* The output of one answer. `changes` keeps the answer for the next one. */
struct answer {
    struct output output;
    struct sock sock;
};

static void begin_filtered(struct answer *answer, struct changes *changes,
                           const struct filter *filter, uint64_t limit)
{
    output_start(&answer->output, "change,cookie,recv_q");
    answer->output.settings.header = false;
    const struct arrange_settings settings = {
        .arrangement.limit = limit,
        .filter = filter,
        .lookups = &answer->output.lookups,
        .changes = changes,
    };
    struct sink *format = format_find(slice_of("table"))->open(&answer->output.settings);
    answer->output.sink = arrange_open(format, &settings);
    assert_non_null(answer->output.sink);
    assert_true(answer->output.sink->begin(answer->output.sink, &answer->output.error));
    answer->sock = sample_sock();
    answer->sock.have |= HAVE_COOKIE | HAVE_STATE;
}

static void begin(struct answer *answer, struct changes *changes)
{
    begin_filtered(answer, changes, NULL, 0);
}

static void put(struct answer *answer, uint64_t cookie, uint32_t recv_q)
{
    answer->sock.cookie = cookie;
    answer->sock.recv_q = recv_q;
    output_row(&answer->output, &answer->sock);
}

static void end(struct answer *answer, const char *expected)
{
    output_end(&answer->output);
    assert_string_equal(answer->output.text, expected);
    output_free(&answer->output);
}

/* Two sockets, as the first answer. */
static void answer_first(struct changes *changes)
{
    struct answer answer;
    begin(&answer, changes);
    put(&answer, 7, 1);
    put(&answer, 5, 2);
    end(&answer, "- 7 1\n- 5 2\n");
}

TEST(the_next_answer_is_compared)
{
    struct changes changes = {0};
    struct answer answer;
    answer_first(&changes);
    begin(&answer, &changes);
    put(&answer, 9, 0);
    put(&answer, 5, 3);
    end(&answer, "new     9 0\nchanged 5 3\ngone    7 1\n");
    begin(&answer, &changes);
    put(&answer, 5, 3);
    answer.sock.state = STATE_CLOSE_WAIT;
    put(&answer, 9, 0);
    end(&answer, "same    5 3\nchanged 9 0\n");
    begin(&answer, &changes);
    end(&answer, "gone 5 3\ngone 9 0\n");
    begin(&answer, &changes);
    end(&answer, "");
    changes_free(&changes);
}

/* The kernel lists sockets in the same order each time. */
TEST(rows_in_the_order_of_before_need_no_search)
{
    struct changes changes = {0};
    struct answer answer;
    answer_first(&changes);
    begin(&answer, &changes);
    put(&answer, 7, 1);
    put(&answer, 5, 2);
    assert_null(changes.known.index);
    end(&answer, "same 7 1\nsame 5 2\n");
    begin(&answer, &changes);
    put(&answer, 5, 2);
    assert_non_null(changes.known.index);
    put(&answer, 7, 1);
    end(&answer, "same 5 2\nsame 7 1\n");
    changes_free(&changes);
}

/* A table that changed while it was read can list a socket twice. */
TEST(a_socket_that_was_listed_twice_is_gone_only_when_it_is)
{
    struct changes changes = {0};
    struct answer answer;
    begin(&answer, &changes);
    put(&answer, 7, 1);
    put(&answer, 5, 2);
    put(&answer, 7, 1);
    end(&answer, "- 7 1\n- 5 2\n- 7 1\n");
    begin(&answer, &changes);
    put(&answer, 7, 1);
    end(&answer, "same 7 1\ngone 5 2\n");
    begin(&answer, &changes);
    end(&answer, "gone 7 1\n");
    changes_free(&changes);
}

TEST(sockets_of_other_namespaces_are_others)
{
    struct changes changes = {0};
    struct answer answer;
    answer_first(&changes);
    begin(&answer, &changes);
    put(&answer, 5, 2);
    answer.sock.netns++;
    put(&answer, 7, 1);
    end(&answer, "same 5 2\nnew  7 1\ngone 7 1\n");
    changes_free(&changes);
}

TEST(a_filter_decides_after_the_rows_are_compared)
{
    struct changes changes = {0};
    struct answer answer;
    struct filter *filter = parse_right("change = new or ( change = gone and recv_q < 3 )");
    begin_filtered(&answer, &changes, filter, 0);
    put(&answer, 7, 1);
    put(&answer, 5, 2);
    put(&answer, 6, 3);
    end(&answer, "");
    begin_filtered(&answer, &changes, filter, 0);
    put(&answer, 5, 4);
    put(&answer, 9, 5);
    end(&answer, "new  9 5\ngone 7 1\n");
    begin_filtered(&answer, &changes, filter, 0);
    end(&answer, "");
    filter_free(filter);
    changes_free(&changes);
}

/* Rows that the limit leaves out are not new the next time. */
TEST(a_limit_comes_after_a_filter_that_tests_changes)
{
    struct changes changes = {0};
    struct answer answer;
    struct filter *filter = parse_right("change != same");
    begin_filtered(&answer, &changes, filter, 1);
    put(&answer, 7, 1);
    put(&answer, 5, 2);
    put(&answer, 6, 2);
    end(&answer, "- 7 1\n");
    begin_filtered(&answer, &changes, filter, 1);
    put(&answer, 7, 1);
    put(&answer, 5, 2);
    put(&answer, 6, 3);
    put(&answer, 9, 3);
    end(&answer, "changed 6 3\n");
    begin_filtered(&answer, &changes, filter, 1);
    put(&answer, 5, 2);
    put(&answer, 6, 3);
    put(&answer, 9, 3);
    end(&answer, "gone 7 1\n");
    filter_free(filter);
    changes_free(&changes);
}

TEST(without_a_cookie_nothing_is_known)
{
    struct changes changes = {0};
    struct answer answer;
    answer_first(&changes);
    begin(&answer, &changes);
    answer.sock.have &= ~HAVE_COOKIE;
    put(&answer, 5, 2);
    end(&answer, "-    - 2\ngone 7 1\ngone 5 2\n");
    changes_free(&changes);
}

TEST(what_could_not_be_read_is_not_gone)
{
    struct changes changes = {0};
    struct answer answer;
    answer_first(&changes);
    begin(&answer, &changes);
    put(&answer, 5, 2);
    notes_add(&answer.output.notes, NOTE_TABLE_UNREADABLE, OUTCOME_INCOMPLETE, 0, "tcp");
    end(&answer, "same 5 2\n");
    changes_free(&changes);
}

TEST(an_answer_that_fails_leaves_nothing)
{
    struct changes changes = {0};
    struct answer answer;
    answer_first(&changes);
    begin(&answer, &changes);
    put(&answer, 5, 2);
    output_free(&answer.output);
    changes_free(&changes);
}

TEST(signs_stand_as_they_are_and_nothing_is_a_blank)
{
    struct output output;
    struct sock sock = sample_sock();
    output_start(&output, "netid");
    output.chosen[1] = output.chosen[0];
    output.chosen[0].column = &column_change_sign;
    output.settings.column_count = 2;
    output_open(&output, "table");
    output_row(&output, &sock);
    sock.have |= HAVE_CHANGE;
    for (unsigned change = CHANGE_NONE; change <= CHANGE_GONE; change++) {
        sock.change = change & 3;
        output_row(&output, &sock);
    }
    output_end(&output);
    assert_string_equal(output.text, "  Netid\n  tcp\n  tcp\n+ tcp\n~ tcp\n- tcp\n");
    output_free(&output);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(the_next_answer_is_compared),
        cmocka_unit_test(rows_in_the_order_of_before_need_no_search),
        cmocka_unit_test(a_socket_that_was_listed_twice_is_gone_only_when_it_is),
        cmocka_unit_test(sockets_of_other_namespaces_are_others),
        cmocka_unit_test(a_filter_decides_after_the_rows_are_compared),
        cmocka_unit_test(a_limit_comes_after_a_filter_that_tests_changes),
        cmocka_unit_test(without_a_cookie_nothing_is_known),
        cmocka_unit_test(what_could_not_be_read_is_not_gone),
        cmocka_unit_test(an_answer_that_fails_leaves_nothing),
        cmocka_unit_test(signs_stand_as_they_are_and_nothing_is_a_blank),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
