/* SPDX-License-Identifier: MIT */
#include "owners/last_owners.h"

#include "support.h"

static void add(struct last_owners *owners, uint64_t cookie, uint32_t pid, const char *name)
{
    char *copy = exact_copy(name, strlen(name));
    struct process process = {.pid = pid, .descriptor = 3, .name = {copy, strlen(name)}};
    assert_true(last_owners_add(owners, cookie, &process, 1));
    free(copy); /* what was added is a copy */
}

static void check(const struct last_owners *owners, uint64_t cookie, uint32_t pid, const char *name)
{
    size_t count = 7;
    const struct process *found = last_owners_find(owners, cookie, &count);
    assert_non_null(found);
    assert_int_equal(count, 1);
    assert_int_equal(found->pid, pid);
    assert_slice(found->name, name);
}

static void check_unknown(const struct last_owners *owners, uint64_t cookie)
{
    size_t count = 7;
    assert_null(last_owners_find(owners, cookie, &count));
    assert_int_equal(count, 0);
}

TEST(nobody_is_known_at_first)
{
    struct last_owners owners = {0};
    check_unknown(&owners, 0);
    check_unknown(&owners, 1);
    last_owners_begin(&owners);
    check_unknown(&owners, 1);
    last_owners_free(&owners);
}

TEST(owners_are_found_by_cookie)
{
    struct last_owners owners = {0};
    last_owners_begin(&owners);
    for (uint64_t i = 0; i < 5000; i++)
        add(&owners, i << 20 | i, (uint32_t)i + 1, "name");
    for (uint64_t i = 0; i < 5000; i++)
        check(&owners, i << 20 | i, (uint32_t)i + 1, "name");
    check_unknown(&owners, 5000);
    last_owners_free(&owners);
}

TEST(several_processes_can_hold_a_socket)
{
    struct last_owners owners = {0};
    const struct process processes[] = {{.pid = 1, .name = {"a", 1}},
                                        {.pid = 2, .context = {"c", 1}}};
    size_t count;
    last_owners_begin(&owners);
    assert_true(last_owners_add(&owners, 9, processes, 2));
    const struct process *found = last_owners_find(&owners, 9, &count);
    assert_int_equal(count, 2);
    assert_slice(found[0].name, "a");
    assert_int_equal(found[1].pid, 2);
    assert_slice(found[1].context, "c");
    last_owners_free(&owners);
}

TEST(nobody_is_no_owner)
{
    struct last_owners owners = {0};
    last_owners_begin(&owners);
    assert_true(last_owners_add(&owners, 9, NULL, 0));
    check_unknown(&owners, 9);
    last_owners_free(&owners);
}

TEST(what_went_is_known_one_time_longer)
{
    struct last_owners owners = {0};
    last_owners_begin(&owners);
    add(&owners, 1, 10, "gone");
    add(&owners, 2, 20, "old");
    last_owners_begin(&owners);
    add(&owners, 2, 21, "new");
    check(&owners, 1, 10, "gone");
    check(&owners, 2, 21, "new");
    last_owners_begin(&owners);
    check_unknown(&owners, 1);
    check(&owners, 2, 21, "new");
    last_owners_free(&owners);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(nobody_is_known_at_first),
        cmocka_unit_test(owners_are_found_by_cookie),
        cmocka_unit_test(several_processes_can_hold_a_socket),
        cmocka_unit_test(nobody_is_no_owner),
        cmocka_unit_test(what_went_is_known_one_time_longer),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
