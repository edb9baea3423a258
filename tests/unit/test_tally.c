/* SPDX-License-Identifier: MIT */
#include "util/tally.h"

#include "support.h"

TEST(texts_are_kept_once_and_sorted_by_weight)
{
    struct tally tally = {.most = 10};
    tally_add(&tally, slice_of("b"), 1);
    tally_add(&tally, slice_of("a"), 1);
    tally_add(&tally, slice_of("c"), 1);
    tally_add(&tally, slice_of("c"), 1);
    tally_add(&tally, (struct slice){"a\0b", 3}, 5);
    tally_sort(&tally);
    assert_int_equal(tally.count, 4);
    assert_int_equal(tally.items[0].text.length, 3);
    assert_slice(tally.items[1].text, "c");
    assert_int_equal(tally.items[1].weight, 2);
    assert_slice(tally.items[2].text, "b");
    assert_slice(tally.items[3].text, "a");
    tally_free(&tally);
}

TEST(no_more_are_kept_than_asked_for)
{
    struct tally tally = {.most = 2};
    assert_non_null(tally_add(&tally, slice_of("a"), 1));
    assert_non_null(tally_add(&tally, slice_of("b"), 1));
    assert_null(tally_add(&tally, slice_of("c"), 1));
    assert_non_null(tally_add(&tally, slice_of("a"), 1));
    tally_free(&tally);
}

TEST(many_are_told_apart)
{
    struct tally tally = {.most = 100000};
    for (uint32_t i = 0; i < 100000; i++) {
        const char *data = (const char *)&i;
        assert_non_null(tally_add(&tally, (struct slice){data, sizeof(i)}, i));
    }
    for (uint32_t i = 0; i < 100000; i++) {
        const char *data = (const char *)&i;
        assert_int_equal(tally_add(&tally, (struct slice){data, sizeof(i)}, 0)->weight, i);
    }
    assert_int_equal(tally.count, 100000);
    tally_free(&tally);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(texts_are_kept_once_and_sorted_by_weight),
        cmocka_unit_test(no_more_are_kept_than_asked_for),
        cmocka_unit_test(many_are_told_apart),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
