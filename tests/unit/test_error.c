/* SPDX-License-Identifier: MIT */
#include <wchar.h>

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

/* No locale has a character of that number, so vasprintf fails as it does without memory. */
TEST(a_note_for_which_there_is_no_memory_is_replaced_by_one_that_needs_none)
{
    struct notes notes = {0};
    notes_add(&notes, NOTE_TABLE_CHANGED, OUTCOME_COMPLETE, 2, "first");
    notes_add(&notes, NOTE_TABLE_CHANGED, OUTCOME_COMPLETE, 0, "%lc", (wint_t)0x7fffffff);
    assert_int_equal(notes.outcome, OUTCOME_INCOMPLETE);
    assert_string_equal(notes_at(&notes, 0)->message, "first");
    assert_int_equal(notes_at(&notes, 0)->count, 2);
    assert_int_equal(notes_at(&notes, 1)->code, NOTE_OUT_OF_MEMORY);
    assert_contains(notes_at(&notes, 1)->message, "out of memory");
    assert_null(notes_at(&notes, 2));
    notes_free(&notes);
    assert_null(notes_at(&notes, 0));
}

TEST(every_code_of_a_note_has_a_name_of_its_own_and_a_meaning)
{
    for (size_t i = 0; i < NOTE_CODES; i++) {
        assert_non_null(note_codes[i].name);
        assert_true(strlen(note_codes[i].help) > 10);
        assert_int_equal(strspn(note_codes[i].name, "abcdefghijklmnopqrstuvwxyz_"),
                         strlen(note_codes[i].name));
        for (size_t j = 0; j < i; j++)
            assert_string_not_equal(note_codes[i].name, note_codes[j].name);
    }
}

TEST(notes_keep_every_line_in_order)
{
    struct notes notes = {0};
    for (int i = 0; i < 1000; i++)
        notes_add(&notes, NOTE_TABLE_CHANGED, OUTCOME_COMPLETE, 0, "note %d of %s", i, "many");
    assert_int_equal(notes.item_count, 1000);
    assert_string_equal(notes.items[0].message, "note 0 of many");
    assert_string_equal(notes.items[999].message, "note 999 of many");
    assert_int_equal(notes.outcome, OUTCOME_COMPLETE);
    notes_free(&notes);
}

TEST(a_later_count_takes_the_place_of_an_earlier_one)
{
    struct notes notes = {0}, newer = {0};
    notes_add(&notes, NOTE_EVENTS_LOST, OUTCOME_COMPLETE, 2, "2 lost");
    notes_add(&notes, NOTE_OWNERS_FAILED, OUTCOME_COMPLETE, 0, "once");
    notes_add(&newer, NOTE_EVENTS_LOST, OUTCOME_INCOMPLETE, 5, "5 lost");
    notes_add(&newer, NOTE_OWNERS_FAILED, OUTCOME_COMPLETE, 0, "once");
    notes_add(&newer, NOTE_OWNERS_FAILED, OUTCOME_COMPLETE, 0, "another");
    notes_update(&notes, &newer);
    assert_int_equal(notes.outcome, OUTCOME_INCOMPLETE);
    assert_string_equal(notes_at(&notes, 0)->message, "once");
    assert_string_equal(notes_at(&notes, 1)->message, "5 lost");
    assert_int_equal(notes_at(&notes, 1)->count, 5);
    assert_string_equal(notes_at(&notes, 2)->message, "another");
    assert_null(notes_at(&notes, 3));
    notes_free(&newer);
    notes_free(&notes);
}

TEST(the_outcome_only_gets_worse)
{
    struct notes notes = {0};
    notes_add(&notes, NOTE_TABLE_CHANGED, OUTCOME_INCOMPLETE, 0, "a");
    assert_int_equal(notes.outcome, OUTCOME_INCOMPLETE);
    notes_add(&notes, NOTE_TABLE_CHANGED, OUTCOME_COMPLETE, 0, "b");
    assert_int_equal(notes.outcome, OUTCOME_INCOMPLETE);
    notes_add(&notes, NOTE_TABLE_CHANGED, OUTCOME_NOTHING, 0, "c");
    notes_add(&notes, NOTE_TABLE_CHANGED, OUTCOME_INCOMPLETE, 0, "d");
    assert_int_equal(notes.outcome, OUTCOME_NOTHING);
    assert_int_equal(notes.item_count, 4);
    notes_free(&notes);
    assert_int_equal(notes.outcome, OUTCOME_COMPLETE);
    assert_int_equal(notes.item_count, 0);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(setting_an_error_answers_false_and_keeps_text_and_number),
        cmocka_unit_test(the_text_of_the_number_follows_only_when_asked_for),
        cmocka_unit_test(a_later_error_replaces_an_earlier_and_may_quote_it),
        cmocka_unit_test(a_cleared_error_is_empty),
        cmocka_unit_test(a_note_for_which_there_is_no_memory_is_replaced_by_one_that_needs_none),
        cmocka_unit_test(every_code_of_a_note_has_a_name_of_its_own_and_a_meaning),
        cmocka_unit_test(notes_keep_every_line_in_order),
        cmocka_unit_test(a_later_count_takes_the_place_of_an_earlier_one),
        cmocka_unit_test(the_outcome_only_gets_worse),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
