/* SPDX-License-Identifier: MIT */
#include "cli/kinds.h"
#include "run/expected.h"
#include "support.h"

static const struct sockets_in_use use = {
    .known = true, .all = 1000, .tcp = 500, .udp = 100, .udp6 = 30, .time_wait = 7};

static uint64_t expect(const char *kind, uint32_t states)
{
    struct selection selection = {.states = states};
    assert_true(kinds_add(&selection, slice_of(kind)));
    return expected_sockets(&selection, &use);
}

TEST(the_counts_of_the_chosen_families_are_expected)
{
    assert_int_equal(expect("tcp", state_all()), 500);
    assert_int_equal(expect("udp", state_all()), 130);
    assert_int_equal(expect("unix", state_all()), 370);
    assert_int_equal(expect("raw", state_all()), 0);
}

/* The kernel does not count them, and walking all descriptors for them is no gain. */
TEST(few_listeners_are_expected)
{
    assert_int_equal(expect("tcp", state_bit(STATE_LISTEN)), 0);
    assert_int_equal(expect("tcp", state_bit(STATE_ESTABLISHED)), 500);
}

TEST(nothing_is_expected_where_nothing_is_known)
{
    static const struct sockets_in_use unknown = {.all = 1000, .tcp = 500};
    static const struct sockets_in_use changing = {.known = true, .all = 3, .tcp = 5};
    struct selection selection = {.states = state_all()};
    assert_true(kinds_add(&selection, slice_of("unix")));
    assert_int_equal(expected_sockets(&selection, &unknown), 0);
    assert_int_equal(expected_sockets(&selection, &changing), 0);
    selection.filter = filter_parse(slice_of("inode = 5"), "filter", 0, &(struct error){0});
    assert_int_equal(expected_sockets(&selection, &use), 0);
    selection_free(&selection);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(the_counts_of_the_chosen_families_are_expected),
        cmocka_unit_test(few_listeners_are_expected),
        cmocka_unit_test(nothing_is_expected_where_nothing_is_known),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
