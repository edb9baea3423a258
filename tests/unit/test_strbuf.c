/* SPDX-License-Identifier: MIT */
#include "support.h"
#include "util/strbuf.h"

TEST(an_empty_buffer_has_an_empty_slice)
{
    struct strbuf buffer = {0};
    assert_int_equal(strbuf_slice(&buffer).length, 0);
    strbuf_free(&buffer);
}

TEST(appending_keeps_order_and_bytes)
{
    struct strbuf buffer = {0};
    strbuf_put(&buffer, "ab", 2);
    strbuf_put_char(&buffer, 'c');
    strbuf_put_string(&buffer, "de");
    strbuf_pad(&buffer, 3);
    strbuf_put(&buffer, "f", 1);
    assert_text(&buffer, "abcde   f");
}

TEST(bytes_are_put_in_and_taken_out_in_the_middle)
{
    struct strbuf buffer = {0};
    strbuf_put_string(&buffer, "abef");
    strbuf_insert(&buffer, 2, "cd", 2);
    strbuf_remove(&buffer, 0, 1);
    strbuf_remove(&buffer, 4, 1);
    strbuf_remove(&buffer, 4, 0);
    assert_text(&buffer, "bcde");
}

TEST(as_many_blanks_are_appended_as_asked_for)
{
    for (size_t count = 0; count < 600; count++) {
        struct strbuf buffer = {0};
        strbuf_pad(&buffer, count);
        strbuf_put_char(&buffer, '|');
        size_t blanks = 0;
        while (buffer.data[blanks] == ' ')
            blanks++;
        assert_int_equal(buffer.length, count + 1);
        assert_int_equal(blanks, count);
        strbuf_free(&buffer);
    }
}

TEST(nul_bytes_are_kept)
{
    struct strbuf buffer = {0};
    strbuf_put(&buffer, "a\0b", 3);
    strbuf_put_char(&buffer, '\0');
    assert_int_equal(buffer.length, 4);
    assert_memory_equal(buffer.data, "a\0b\0", 4);
    strbuf_free(&buffer);
}

TEST(appending_nothing_changes_nothing)
{
    struct strbuf buffer = {0};
    strbuf_put(&buffer, NULL, 0);
    strbuf_put_string(&buffer, "");
    strbuf_pad(&buffer, 0);
    assert_text(&buffer, "");
}

TEST(a_million_bytes_survive_every_growth)
{
    enum { TOTAL = 1000000 };
    struct strbuf buffer = {0};
    for (size_t i = 0; i < TOTAL; i++) {
        strbuf_put_char(&buffer, (char)(i * 7 % 251));
        if (i % 1000 == 0)
            assert_true(buffer.capacity >= buffer.length);
    }
    assert_int_equal(buffer.length, TOTAL);
    for (size_t i = 0; i < TOTAL; i++) {
        if (buffer.data[i] != (char)(i * 7 % 251))
            fail_msg("byte %zu is wrong", i);
    }
    strbuf_free(&buffer);
}

TEST(reserve_gives_room_that_is_kept_by_adding_to_length)
{
    struct strbuf buffer = {0};
    strbuf_put_string(&buffer, "head ");
    char *room = strbuf_reserve(&buffer, 1000);
    assert_non_null(room);
    assert_true(buffer.capacity - buffer.length >= 1000);
    memcpy(room, "tail", 4);
    assert_int_equal(buffer.length, 5);
    buffer.length += 4;
    assert_text(&buffer, "head tail");
}

TEST(clear_forgets_the_content_and_keeps_the_memory)
{
    struct strbuf buffer = {0};
    strbuf_put_string(&buffer, "something");
    size_t capacity = buffer.capacity;
    strbuf_clear(&buffer);
    assert_int_equal(buffer.length, 0);
    assert_int_equal(buffer.capacity, capacity);
    strbuf_put_string(&buffer, "else");
    assert_text(&buffer, "else");
}

TEST(a_failure_stays_and_drops_what_follows)
{
    struct strbuf buffer = {0};
    strbuf_put_string(&buffer, "kept");
    assert_null(strbuf_reserve(&buffer, SIZE_MAX));
    assert_true(buffer.failed);
    assert_null(strbuf_reserve(&buffer, 1 << 20));
    strbuf_clear(&buffer);
    assert_true(buffer.failed);
    strbuf_free(&buffer);
    assert_false(buffer.failed);
}

TEST(free_makes_it_empty_and_usable_again)
{
    struct strbuf buffer = {0};
    strbuf_put_string(&buffer, "x");
    strbuf_free(&buffer);
    assert_null(buffer.data);
    assert_int_equal(buffer.capacity, 0);
    strbuf_put_string(&buffer, "y");
    assert_text(&buffer, "y");
}

TEST(a_slice_equals_only_the_same_bytes)
{
    assert_true(slice_equals((struct slice){"abc", 3}, "abc"));
    assert_true(slice_equals((struct slice){NULL, 0}, ""));
    assert_false(slice_equals((struct slice){"abc", 2}, "abc"));
    assert_false(slice_equals((struct slice){"abc", 3}, "ab"));
    assert_false(slice_equals((struct slice){"abd", 3}, "abc"));
    assert_false(slice_equals((struct slice){"a\0b", 3}, "a"));
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(an_empty_buffer_has_an_empty_slice),
        cmocka_unit_test(appending_keeps_order_and_bytes),
        cmocka_unit_test(bytes_are_put_in_and_taken_out_in_the_middle),
        cmocka_unit_test(as_many_blanks_are_appended_as_asked_for),
        cmocka_unit_test(nul_bytes_are_kept),
        cmocka_unit_test(appending_nothing_changes_nothing),
        cmocka_unit_test(a_million_bytes_survive_every_growth),
        cmocka_unit_test(reserve_gives_room_that_is_kept_by_adding_to_length),
        cmocka_unit_test(clear_forgets_the_content_and_keeps_the_memory),
        cmocka_unit_test(a_failure_stays_and_drops_what_follows),
        cmocka_unit_test(free_makes_it_empty_and_usable_again),
        cmocka_unit_test(a_slice_equals_only_the_same_bytes),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
