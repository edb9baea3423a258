/* SPDX-License-Identifier: MIT */
#include "run/await.h"
#include "support.h"
#include "util/clock.h"

#define MICROSECOND (CLOCK_SECOND / 1000000)

TEST(what_happened_is_noticed_within_50_ms_if_a_look_is_cheap)
{
    for (uint64_t cost = 0; cost <= 300 * MICROSECOND; cost += 10 * MICROSECOND)
        assert_in_range(await_pause(cost), 1, 49000 * MICROSECOND);
}

TEST(and_within_100_ms_if_it_is_not_dear)
{
    for (uint64_t cost = 0; cost <= 4000 * MICROSECOND; cost += 10 * MICROSECOND)
        assert_in_range(await_pause(cost), 1, 99000 * MICROSECOND);
}

TEST(cheap_looks_take_less_than_one_hundredth_of_a_processor)
{
    for (uint64_t cost = 0; cost <= 900 * MICROSECOND; cost += 10 * MICROSECOND)
        assert_true(cost * 100 < await_pause(cost) + cost);
}

TEST(no_looks_take_more_than_one_twentieth_even_if_they_get_dearer_by_a_fifth)
{
    for (uint64_t cost = 1; cost < 100 * CLOCK_SECOND; cost *= 3) {
        uint64_t next = cost + cost / 5;
        assert_true(next * 20 <= await_pause(cost) + next);
    }
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(what_happened_is_noticed_within_50_ms_if_a_look_is_cheap),
        cmocka_unit_test(and_within_100_ms_if_it_is_not_dear),
        cmocka_unit_test(cheap_looks_take_less_than_one_hundredth_of_a_processor),
        cmocka_unit_test(no_looks_take_more_than_one_twentieth_even_if_they_get_dearer_by_a_fifth),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
