/* SPDX-License-Identifier: MIT */
#include <errno.h>

#include "support.h"
#include "util/error.h"
#include "util/notes.h"

TEST(setting_an_error_answers_false_and_keeps_text_and_number)
{
    struct error error = {0};
    assert_false(error_set(&error, EPERM, "%s: %d", "what", 42));
    assert_string_equal(error_message(&error), "what: 42");
    assert_int_equal(error.number, EPERM);
    error_clear(&error);
}

TEST(the_text_of_the_number_follows_only_when_asked_for)
{
    struct error error = {0};
    assert_false(error_set_errno(&error, ENOENT, "opening '%s'", "x"));
    assert_string_equal(error_message(&error), "opening 'x': No such file or directory");
    assert_int_equal(error.number, ENOENT);
    error_set(&error, ENOENT, "opening");
    assert_string_equal(error_message(&error), "opening");
    error_clear(&error);
}

TEST(a_later_error_replaces_an_earlier_and_may_quote_it)
{
    struct error error = {0};
    error_set(&error, 1, "first");
    error_set(&error, 2, "second after %s", error_message(&error));
    assert_string_equal(error_message(&error), "second after first");
    assert_int_equal(error.number, 2);
    error_set_errno(&error, EACCES, "third after %s", error_message(&error));
    assert_string_equal(error_message(&error), "third after second after first: Permission denied");
    error_clear(&error);
}

TEST(a_cleared_error_is_empty)
{
    struct error error = {0};
    error_set(&error, 1, "x");
    error_clear(&error);
    assert_null(error.message);
    assert_int_equal(error.number, 0);
    assert_true(strlen(error_message(&error)) > 0);
    error_clear(&error);
}

TEST(notes_keep_every_line_in_order)
{
    struct notes notes = {0};
    for (int i = 0; i < 1000; i++)
        notes_add(&notes, OUTCOME_COMPLETE, "note %d of %s", i, "many");
    assert_int_equal(notes.count, 1000);
    assert_string_equal(notes.lines[0], "note 0 of many");
    assert_string_equal(notes.lines[999], "note 999 of many");
    assert_int_equal(notes.outcome, OUTCOME_COMPLETE);
    notes_free(&notes);
}

TEST(the_outcome_only_gets_worse)
{
    struct notes notes = {0};
    notes_add(&notes, OUTCOME_INCOMPLETE, "a");
    assert_int_equal(notes.outcome, OUTCOME_INCOMPLETE);
    notes_add(&notes, OUTCOME_COMPLETE, "b");
    assert_int_equal(notes.outcome, OUTCOME_INCOMPLETE);
    notes_add(&notes, OUTCOME_NOTHING, "c");
    notes_add(&notes, OUTCOME_INCOMPLETE, "d");
    assert_int_equal(notes.outcome, OUTCOME_NOTHING);
    assert_int_equal(notes.count, 4);
    notes_free(&notes);
    assert_int_equal(notes.outcome, OUTCOME_COMPLETE);
    assert_int_equal(notes.count, 0);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(setting_an_error_answers_false_and_keeps_text_and_number),
        cmocka_unit_test(the_text_of_the_number_follows_only_when_asked_for),
        cmocka_unit_test(a_later_error_replaces_an_earlier_and_may_quote_it),
        cmocka_unit_test(a_cleared_error_is_empty),
        cmocka_unit_test(notes_keep_every_line_in_order),
        cmocka_unit_test(the_outcome_only_gets_worse),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
