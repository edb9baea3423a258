/* SPDX-License-Identifier: MIT */
#include "support.h"
#include "util/id_map.h"

TEST(an_empty_map_finds_nothing)
{
    struct id_map map = {0};
    assert_null(id_map_find(&map, 0));
    assert_null(id_map_find(&map, 1));
    assert_null(id_map_find(&map, UINT32_MAX));
    id_map_free(&map);
}

TEST(id_zero_is_an_id_like_others)
{
    struct id_map map = {0};
    assert_int_equal(*id_map_insert(&map, 0, 7), 7);
    assert_int_equal(*id_map_insert(&map, 0, 8), 7);
    assert_int_equal(*id_map_find(&map, 0), 7);
    assert_null(id_map_find(&map, 1));
    *id_map_find(&map, 0) = 9;
    assert_int_equal(*id_map_find(&map, 0), 9);
    id_map_free(&map);
    assert_null(id_map_find(&map, 0));
}

TEST(a_second_insert_keeps_the_first_value)
{
    struct id_map map = {0};
    assert_int_equal(*id_map_insert(&map, 5, 1), 1);
    assert_int_equal(*id_map_insert(&map, 5, 2), 1);
    assert_int_equal(map.count, 1);
    *id_map_insert(&map, 5, 3) = 4;
    assert_int_equal(*id_map_find(&map, 5), 4);
    id_map_free(&map);
}

/* No probe can be longer than the longest run of full slots. */
static size_t longest_run(const struct id_map *map)
{
    size_t longest = 0, run = 0;
    for (size_t i = 0; i < map->capacity; i++) {
        run = map->slots[i].id != 0 ? run + 1 : 0;
        longest = run > longest ? run : longest;
    }
    return longest;
}

static void check_ids(uint32_t first, uint32_t stride, uint32_t count)
{
    struct id_map map = {0};
    for (uint32_t i = 0; i < count; i++)
        assert_non_null(id_map_insert(&map, first + i * stride, ~i));
    assert_int_equal(map.count + map.has_zero, count);
    assert_true(map.capacity * sizeof(*map.slots) <= (size_t)count * 22 + 1024);
    for (uint32_t i = 0; i < count; i++) {
        const uint32_t *value = id_map_find(&map, first + i * stride);
        if (value == NULL || *value != ~i)
            fail_msg("id %u (stride %u) is lost", first + i * stride, stride);
    }
    if (stride > 1 && id_map_find(&map, first + 1) != NULL)
        fail_msg("an id that was never stored is found (stride %u)", stride);
    assert_true(longest_run(&map) < 5000);
    id_map_free(&map);
}

/* A probe for an id that is not there ends at an empty slot. */
TEST(an_empty_slot_is_always_left)
{
    struct id_map map = {0};
    for (uint32_t id = 1; id <= 3000; id++) {
        assert_non_null(id_map_insert(&map, id, id));
        assert_true(map.count < map.capacity);
        assert_null(id_map_find(&map, id + 1));
    }
    id_map_free(&map);
}

TEST(many_dense_ids_are_all_found)
{
    check_ids(1, 1, 1000000);
}

TEST(strided_ids_are_all_found_without_clusters)
{
    for (uint32_t stride = 2; stride <= 1u << 15; stride *= 2)
        check_ids(12345, stride, 100000);
    check_ids(1, 65537, 60000);
    check_ids(3, 1000, 100000);
}

TEST(ids_around_zero_wrap)
{
    check_ids(UINT32_MAX - 500, 1, 1000);
}

TEST(random_ids_are_found_and_others_are_not)
{
    enum { IDS = 200000 };
    struct id_map map = {0};
    uint64_t seed = 1;
    for (int i = 0; i < IDS; i++)
        assert_non_null(id_map_insert(&map, (uint32_t)random_next(&seed) | 1, (uint32_t)i));
    seed = 1;
    for (int i = 0; i < IDS; i++) {
        uint32_t id = (uint32_t)random_next(&seed);
        assert_non_null(id_map_find(&map, id | 1));
        assert_null(id_map_find(&map, id & ~UINT32_C(1)));
    }
    id_map_free(&map);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(an_empty_map_finds_nothing),
        cmocka_unit_test(id_zero_is_an_id_like_others),
        cmocka_unit_test(a_second_insert_keeps_the_first_value),
        cmocka_unit_test(an_empty_slot_is_always_left),
        cmocka_unit_test(many_dense_ids_are_all_found),
        cmocka_unit_test(strided_ids_are_all_found_without_clusters),
        cmocka_unit_test(ids_around_zero_wrap),
        cmocka_unit_test(random_ids_are_found_and_others_are_not),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
