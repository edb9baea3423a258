/* SPDX-License-Identifier: MIT */
#include "util/clock.h"

#include "support.h"

static void check_time(uint64_t of_day, unsigned digits, const char *expected)
{
    struct strbuf text = {0};
    clock_put_time(&text, of_day, digits);
    assert_text(&text, expected);
}

TEST(a_time_is_written_as_rfc_3339_does)
{
    const uint64_t moment = UINT64_C(1767323045) * CLOCK_SECOND + 67890123;
    check_time(0, 0, "1970-01-01T00:00:00Z");
    check_time(moment, 0, "2026-01-02T03:04:05Z");
    check_time(moment, 1, "2026-01-02T03:04:05.0Z");
    check_time(moment, 3, "2026-01-02T03:04:05.067Z");
    check_time(moment, 6, "2026-01-02T03:04:05.067890Z");
    check_time(moment, 9, "2026-01-02T03:04:05.067890123Z");
    check_time(moment, 10, "2026-01-02T03:04:05.067890123Z");
    check_time(UINT64_C(1709164800) * CLOCK_SECOND, 0, "2024-02-29T00:00:00Z");
}

TEST(the_fraction_is_cut_and_never_carries)
{
    check_time(CLOCK_SECOND - 1, 3, "1970-01-01T00:00:00.999Z");
}

TEST(the_steady_clock_does_not_go_back)
{
    uint64_t before = clock_steady();
    assert_true(clock_steady() >= before);
    assert_true(clock_of_day() > UINT64_C(1767323045) * CLOCK_SECOND);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(a_time_is_written_as_rfc_3339_does),
        cmocka_unit_test(the_fraction_is_cut_and_never_carries),
        cmocka_unit_test(the_steady_clock_does_not_go_back),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
