/* SPDX-License-Identifier: MIT */
#include "sock_list.h"
#include "support.h"

TEST(copies_are_kept_in_order)
{
    enum { SOCKETS = 3001 };
    struct sock_list list = {0};
    for (uint32_t i = 0; i < SOCKETS; i++) {
        struct sock sock = {.inode = i, .local = {.port = (uint16_t)(i * 3)}};
        assert_true(sock_list_add(&list, &sock));
        memset(&sock, 0xff, sizeof(sock));
    }
    assert_int_equal(list.count, SOCKETS);
    const struct sock_list_item *item = NULL;
    struct sock sock;
    for (uint32_t i = 0; i < SOCKETS; i++) {
        item = sock_list_next(&list, item, &sock);
        assert_non_null(item);
        assert_int_equal(sock.inode, i);
        assert_int_equal(sock.local.port, (uint16_t)(i * 3));
    }
    assert_null(sock_list_next(&list, item, &sock));
    sock_list_free(&list);
    assert_int_equal(list.count, 0);
    assert_null(sock_list_next(&list, NULL, &sock));
}

TEST(an_empty_list_has_no_first_item)
{
    struct sock_list list = {0};
    struct sock sock;
    assert_null(sock_list_next(&list, NULL, &sock));
    sock_list_free(&list);
}

/* The whole record but its borrowed parts, which have a place of their own. */
TEST(every_fixed_field_is_kept)
{
    uint64_t seed = 31;
    struct sock_list list = {0};
    struct sock sock, copy;
    random_fill(&seed, &sock, offsetof(struct sock, facts));
    sock.name = (struct slice){NULL, 0};
    sock.facts_known = 0;
    assert_true(sock_list_add(&list, &sock));
    assert_non_null(sock_list_next(&list, NULL, &copy));
    assert_memory_equal(&copy, &sock, offsetof(struct sock, facts));
    sock_list_free(&list);
}

TEST(a_name_with_any_byte_is_copied_and_an_empty_one_stays_empty)
{
    char name[] = "\0abstract\0\n";
    struct sock_list list = {0};
    struct sock sock = {.name = {name, sizeof(name) - 1}}, copy;
    assert_true(sock_list_add(&list, &sock));
    sock.name = (struct slice){NULL, 0};
    assert_true(sock_list_add(&list, &sock));
    memset(name, 'x', sizeof(name));
    const struct sock_list_item *item = sock_list_next(&list, NULL, &copy);
    assert_int_equal(copy.name.length, sizeof(name) - 1);
    assert_memory_equal(copy.name.data, "\0abstract\0\n", sizeof(name) - 1);
    assert_non_null(sock_list_next(&list, item, &copy));
    assert_int_equal(copy.name.length, 0);
    sock_list_free(&list);
}

/* The bytes that socket `number` has as fact `fact`; some have length 0. */
static size_t fact_length(uint32_t number, int fact)
{
    return (number * 7 + (uint32_t)fact * 3) % 40;
}

static char fact_byte(uint32_t number, int fact, size_t place)
{
    return (char)(number * 31 + (uint32_t)fact * 5 + place);
}

static void add_with_facts(struct sock_list *list, uint32_t number, uint64_t known)
{
    static char bytes[FACT_COUNT][40];
    struct sock sock = {.inode = number};
    for (int i = 0; i < FACT_COUNT; i++) {
        for (size_t j = 0; j < sizeof(bytes[i]); j++)
            bytes[i][j] = fact_byte(number, i, j);
        if (known & fact_bit((enum fact)i))
            sock_set_fact(&sock, (enum fact)i, bytes[i], fact_length(number, i));
    }
    assert_true(sock_list_add(list, &sock));
    memset(bytes, 0x5a, sizeof(bytes));
}

static void check_facts(const struct sock *sock, uint64_t known)
{
    assert_int_equal(sock->facts_known, known);
    for (int i = 0; i < FACT_COUNT; i++) {
        struct slice fact = sock_fact(sock, (enum fact)i);
        bool is_known = known & fact_bit((enum fact)i);
        assert_int_equal(fact.length, is_known ? fact_length(sock->inode, i) : 0);
        for (size_t j = 0; j < fact.length; j++)
            assert_int_equal(fact.data[j], fact_byte(sock->inode, i, j));
    }
}

TEST(known_facts_are_kept_with_their_bytes_and_others_stay_unknown)
{
    enum { SOCKETS = 300 };
    const uint64_t every = UINT64_MAX >> (64 - FACT_COUNT);
    uint64_t known[SOCKETS];
    uint64_t seed = 77;
    struct sock_list list = {0};
    for (uint32_t i = 0; i < SOCKETS; i++) {
        known[i] = i == 0 ? 0 : i == 1 ? every : random_next(&seed) & every;
        add_with_facts(&list, i, known[i]);
    }
    const struct sock_list_item *item = NULL;
    struct sock sock;
    memset(&sock, 0xa5, sizeof(sock));
    for (uint32_t i = 0; i < SOCKETS; i++) {
        item = sock_list_next(&list, item, &sock);
        assert_non_null(item);
        assert_int_equal(sock.inode, i);
        check_facts(&sock, known[i]);
    }
    sock_list_free(&list);
}

TEST(facts_of_a_dead_record_are_not_followed)
{
    struct sock_list list = {0};
    struct sock sock;
    memset(&sock, 0xa5, sizeof(sock));
    memset(&sock, 0, offsetof(struct sock, facts));
    assert_true(sock_list_add(&list, &sock));
    assert_non_null(sock_list_next(&list, NULL, &sock));
    assert_int_equal(sock_fact(&sock, FACT_TCP_INFO).length, 0);
    sock_list_free(&list);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(copies_are_kept_in_order),
        cmocka_unit_test(an_empty_list_has_no_first_item),
        cmocka_unit_test(every_fixed_field_is_kept),
        cmocka_unit_test(a_name_with_any_byte_is_copied_and_an_empty_one_stays_empty),
        cmocka_unit_test(known_facts_are_kept_with_their_bytes_and_others_stay_unknown),
        cmocka_unit_test(facts_of_a_dead_record_are_not_followed),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
