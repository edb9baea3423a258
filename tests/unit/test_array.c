/* SPDX-License-Identifier: MIT */
#include <stdint.h>

#include "support.h"
#include "util/array.h"

TEST(an_array_keeps_its_items_while_it_grows)
{
    uint32_t *items = NULL;
    size_t capacity = 0;
    for (uint32_t count = 0; count < 1000; count++) {
        uint32_t *larger = array_reserve(items, &capacity, count, sizeof(*items));
        assert_non_null(larger);
        assert_true(capacity > count);
        items = larger;
        items[count] = count;
    }
    for (uint32_t i = 0; i < 1000; i++)
        assert_int_equal(items[i], i);
    free(items);
}

TEST(an_array_with_room_stays_where_it_is)
{
    char item;
    size_t capacity = 1;
    assert_ptr_equal(array_reserve(&item, &capacity, 0, sizeof(item)), &item);
    assert_int_equal(capacity, 1);
}

/* Neither the capacity nor the size in bytes may wrap around. */
TEST(an_array_that_cannot_grow_is_left_alone)
{
    static const size_t full[] = {SIZE_MAX / 2 + 1, SIZE_MAX / 16 + 1, SIZE_MAX};
    for (size_t i = 0; i < COUNT_OF(full); i++) {
        size_t capacity = full[i];
        assert_null(array_reserve(NULL, &capacity, capacity, 8));
        assert_int_equal(capacity, full[i]);
    }
}

static int compare_numbers(const void *left, const void *right)
{
    const int *one = left, *other = right;
    return (*one > *other) - (*one < *other);
}

TEST(the_first_item_that_is_not_before_a_key_is_found)
{
    static const int items[] = {1, 3, 3, 3, 7};
    static const size_t first[] = {0, 0, 1, 1, 4, 4, 4, 4, 5};
    for (int key = 0; key < (int)COUNT_OF(first); key++)
        assert_int_equal(
            array_find_first(items, COUNT_OF(items), sizeof(*items), &key, compare_numbers),
            first[key]);
    assert_int_equal(array_find_first(NULL, 0, sizeof(*items), items, compare_numbers), 0);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(an_array_keeps_its_items_while_it_grows),
        cmocka_unit_test(an_array_with_room_stays_where_it_is),
        cmocka_unit_test(an_array_that_cannot_grow_is_left_alone),
        cmocka_unit_test(the_first_item_that_is_not_before_a_key_is_found),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
