/* SPDX-License-Identifier: MIT */
#include "support.h"
#include "util/difference.h"

enum { MOST = 700 };

/* Allocated exactly, so that sanitizers see a byte too many. */
static void check(const char *bytes, const char *base, size_t length)
{
    char *place = malloc(difference_most(length));
    char *again = malloc(length + 1);
    assert_non_null(place);
    assert_non_null(again);
    size_t put = difference_put(place, bytes, base, length);
    assert_true(put <= difference_most(length));
    assert_int_equal(difference_take(place, again, base, length), put);
    if (length > 0)
        assert_memory_equal(again, bytes, length);
    free(place);
    free(again);
}

TEST(bytes_are_made_again_from_their_difference)
{
    uint64_t seed = 3;
    char base[MOST] = {0}, bytes[MOST] = {0};
    for (size_t length = 0; length < MOST; length++) {
        random_fill(&seed, base, length);
        memcpy(bytes, base, length);
        for (size_t changes = random_below(&seed, 12); length > 0 && changes > 0; changes--)
            bytes[random_below(&seed, length)] = (char)random_next(&seed);
        check(bytes, base, length);
        check(bytes, NULL, length);
    }
}

TEST(bytes_that_differ_everywhere_fit)
{
    uint64_t seed = 4;
    char base[MOST] = {0}, bytes[MOST] = {0};
    for (size_t length = 0; length < MOST; length++) {
        random_fill(&seed, base, length);
        for (size_t i = 0; i < length; i++)
            bytes[i] = (char)~base[i];
        check(bytes, base, length);
    }
}

TEST(equal_bytes_take_a_bit_for_each_eight)
{
    char bytes[640] = "the same", place[2000];
    assert_true(sizeof(place) >= difference_most(sizeof(bytes)));
    assert_int_equal(difference_put(place, bytes, bytes, sizeof(bytes)), 10);
}

TEST(a_small_difference_takes_its_bytes_and_two_more)
{
    uint32_t one[2] = {7, 0x10000}, other[2] = {7, 0x20304};
    char place[64];
    assert_true(sizeof(place) >= difference_most(sizeof(one)));
    assert_int_equal(difference_put(place, one, other, sizeof(one)), 2 + 3);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(bytes_are_made_again_from_their_difference),
        cmocka_unit_test(bytes_that_differ_everywhere_fit),
        cmocka_unit_test(equal_bytes_take_a_bit_for_each_eight),
        cmocka_unit_test(a_small_difference_takes_its_bytes_and_two_more),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
