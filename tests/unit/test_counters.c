/* SPDX-License-Identifier: MIT */
#include "lookup/counters.h"

#include "support.h"

static void keep(struct lookup_states *states, uint64_t cookie, uint32_t netns, uint64_t value)
{
    const struct counters counters = {.cookie = cookie, .netns = netns, .values = {value}};
    counters_keep(states, &counters);
}

TEST(a_look_becomes_the_one_before)
{
    struct lookup_states states = {0};
    keep(&states, 5, 0, 100);
    assert_int_equal(counters_now(&states, 5, 0)->values[0], 100);
    assert_null(counters_before(&states, 5, 0));
    counters_next(&states);
    assert_null(counters_now(&states, 5, 0));
    assert_int_equal(counters_before(&states, 5, 0)->values[0], 100);
    keep(&states, 5, 0, 300);
    assert_int_equal(counters_now(&states, 5, 0)->values[0], 300);
    counters_next(&states);
    assert_int_equal(counters_before(&states, 5, 0)->values[0], 300);
    counters_next(&states);
    assert_null(counters_before(&states, 5, 0));
    lookup_states_free(&states);
}

TEST(looks_outlive_an_answer)
{
    struct lookup_states states = {0};
    keep(&states, 5, 0, 100);
    lookup_states_forget(&states);
    assert_non_null(counters_now(&states, 5, 0));
    lookup_states_free(&states);
}

TEST(cookies_differ_in_every_bit_and_by_namespace)
{
    struct lookup_states states = {0};
    const uint64_t cookies[] = {1, UINT64_C(0x100000001), UINT64_C(0x200000001), 0,
                                UINT64_C(0x300000000)};
    for (uint32_t netns = 0; netns < 3; netns++) {
        for (size_t i = 0; i < COUNT_OF(cookies); i++)
            keep(&states, cookies[i], netns, netns * 100 + i);
    }
    for (uint32_t netns = 0; netns < 3; netns++) {
        for (size_t i = 0; i < COUNT_OF(cookies); i++)
            assert_int_equal(counters_now(&states, cookies[i], netns)->values[0], netns * 100 + i);
    }
    assert_null(counters_now(&states, UINT64_C(0x400000001), 0));
    assert_null(counters_now(&states, 1, 7));
    lookup_states_free(&states);
}

TEST(many_sockets_are_kept)
{
    enum { MANY = 20000 };
    struct lookup_states states = {0};
    for (uint64_t i = 0; i < MANY; i++)
        keep(&states, i, 0, i * 3);
    for (uint64_t i = 0; i < MANY; i++)
        assert_int_equal(counters_now(&states, i, 0)->values[0], i * 3);
    assert_false(lookup_states_failed(&states));
    lookup_states_free(&states);
}

int main(void)
{
    static const struct CMUnitTest tests[] = {
        cmocka_unit_test(a_look_becomes_the_one_before),
        cmocka_unit_test(looks_outlive_an_answer),
        cmocka_unit_test(cookies_differ_in_every_bit_and_by_namespace),
        cmocka_unit_test(many_sockets_are_kept),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
