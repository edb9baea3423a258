/* SPDX-License-Identifier: MIT */
#include "util/screen.h"

#include "support.h"

static size_t fold(const char *line, size_t columns)
{
    size_t length = strlen(line);
    char *copy = exact_copy(line, length);
    size_t result = screen_fold(copy, length, columns);
    free(copy);
    return result;
}

static size_t rows(const char *line, size_t columns)
{
    return screen_rows(line, strlen(line), columns);
}

TEST(a_line_that_fits_stays_whole)
{
    assert_int_equal(fold("", 3), 0);
    assert_int_equal(fold("abc", 3), 3);
    assert_int_equal(fold("abcd", 3), 3);
    assert_int_equal(rows("", 3), 1);
    assert_int_equal(rows("abc", 3), 1);
    assert_int_equal(rows("abcd", 3), 2);
    assert_int_equal(rows("abcdefg", 3), 3);
}

TEST(colours_take_no_place_and_end_with_their_text)
{
    assert_int_equal(fold("\033[31mabc\033[0m", 3), 12);
    assert_int_equal(fold("\033[31mabc\033[0md", 3), 12);
    assert_int_equal(rows("\033[31mabc\033[0m", 3), 1);
    assert_int_equal(fold("abc\033[3", 3), 6);
    assert_int_equal(fold("abc\033", 3), 3);
}

TEST(wide_characters_do_not_stand_across_the_edge)
{
    assert_int_equal(fold("ab\xe6\x97\xa5", 3), 2);
    assert_int_equal(rows("\xe6\x97\xa5\xe6\x97\xa5\xe6\x97\xa5", 5), 2);
    assert_int_equal(fold("abe\xcc\x81z", 3), 5);
}

TEST(each_row_takes_something)
{
    assert_int_equal(fold("\xe6\x97\xa5", 1), 3);
    assert_int_equal(rows("abc", 0), 3);
    assert_int_equal(fold("\xff\xfe", 1), 1);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(a_line_that_fits_stays_whole),
        cmocka_unit_test(colours_take_no_place_and_end_with_their_text),
        cmocka_unit_test(wide_characters_do_not_stand_across_the_edge),
        cmocka_unit_test(each_row_takes_something),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
