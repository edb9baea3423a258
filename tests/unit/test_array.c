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

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(an_array_keeps_its_items_while_it_grows),
        cmocka_unit_test(an_array_with_room_stays_where_it_is),
        cmocka_unit_test(an_array_that_cannot_grow_is_left_alone),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
