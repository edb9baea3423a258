/* SPDX-License-Identifier: MIT */
#include <stdalign.h>

#include "sock_list.h"
#include "support.h"
#include "util/arena.h"

TEST(copies_keep_their_bytes_while_more_is_added)
{
    enum { COPIES = 50000 };
    struct arena arena = {0};
    char **copies = calloc(COPIES, sizeof(*copies));
    assert_non_null(copies);
    for (int i = 0; i < COPIES; i++) {
        char text[32];
        int length = snprintf(text, sizeof(text), "name %d", i);
        copies[i] = arena_copy(&arena, text, (size_t)length);
        assert_non_null(copies[i]);
    }
    for (int i = 0; i < COPIES; i++) {
        char text[32];
        int length = snprintf(text, sizeof(text), "name %d", i);
        if (memcmp(copies[i], text, (size_t)length) != 0)
            fail_msg("copy %d is wrong", i);
    }
    free(copies);
    arena_free(&arena);
}

TEST(allocations_are_aligned_for_any_type_and_apart)
{
    struct arena arena = {0};
    unsigned char *before = NULL;
    for (size_t size = 0; size < 600; size++) {
        assert_non_null(arena_copy(&arena, "odd", 3));
        unsigned char *memory = arena_alloc(&arena, size);
        assert_non_null(memory);
        assert_int_equal((uintptr_t)memory % alignof(max_align_t), 0);
        memset(memory, (int)(size & 0xff), size);
        if (before != NULL && size > 1)
            assert_int_equal(before[size - 2], (size - 1) & 0xff);
        before = memory;
    }
    arena_free(&arena);
}

TEST(one_allocation_may_be_larger_than_a_block)
{
    struct arena arena = {0};
    enum { LARGE = 1 << 20 };
    char *small = arena_copy(&arena, "small", 5);
    char *large = arena_alloc(&arena, LARGE);
    assert_non_null(large);
    memset(large, 'x', LARGE);
    char *after = arena_copy(&arena, "after", 5);
    assert_memory_equal(small, "small", 5);
    assert_memory_equal(after, "after", 5);
    assert_int_equal(large[LARGE - 1], 'x');
    arena_free(&arena);
}

TEST(an_impossible_size_is_refused)
{
    struct arena arena = {0};
    assert_null(arena_alloc(&arena, SIZE_MAX));
    assert_null(arena_alloc(&arena, SIZE_MAX - 8));
    assert_non_null(arena_alloc(&arena, 8));
    arena_free(&arena);
}

TEST(an_empty_copy_is_not_null)
{
    struct arena arena = {0};
    assert_non_null(arena_copy(&arena, NULL, 0));
    assert_non_null(arena_copy(&arena, "x", 0));
    arena_free(&arena);
}

TEST(a_freed_arena_starts_anew)
{
    struct arena arena = {0};
    arena_free(&arena);
    assert_non_null(arena_alloc(&arena, 100));
    arena_free(&arena);
    assert_null(arena.newest);
    assert_non_null(arena_alloc(&arena, 100));
    arena_free(&arena);
}

TEST(a_list_of_sockets_keeps_copies_in_order)
{
    enum { SOCKETS = 3 * SOCK_LIST_BLOCK + 1 };
    struct sock_list list = {0};
    for (uint32_t i = 0; i < SOCKETS; i++) {
        struct sock sock = {.inode = i, .local = {.port = (uint16_t)(i * 3)}};
        assert_true(sock_list_add(&list, &sock));
        memset(&sock, 0xff, sizeof(sock));
    }
    assert_int_equal(list.count, SOCKETS);
    for (uint32_t i = 0; i < SOCKETS; i++) {
        assert_int_equal(sock_list_at(&list, i)->inode, i);
        assert_int_equal(sock_list_at(&list, i)->local.port, (uint16_t)(i * 3));
    }
    sock_list_free(&list);
    assert_int_equal(list.count, 0);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(copies_keep_their_bytes_while_more_is_added),
        cmocka_unit_test(allocations_are_aligned_for_any_type_and_apart),
        cmocka_unit_test(one_allocation_may_be_larger_than_a_block),
        cmocka_unit_test(an_impossible_size_is_refused),
        cmocka_unit_test(an_empty_copy_is_not_null),
        cmocka_unit_test(a_freed_arena_starts_anew),
        cmocka_unit_test(a_list_of_sockets_keeps_copies_in_order),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
