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
    uint64_t place = 0;
    struct sock sock;
    for (uint32_t i = 0; i < SOCKETS; i++) {
        assert_true(sock_list_next(&list, &place, &sock));
        assert_int_equal(sock.inode, i);
        assert_int_equal(sock.local.port, (uint16_t)(i * 3));
    }
    assert_false(sock_list_next(&list, &place, &sock));
    sock_list_free(&list);
    place = 0;
    assert_int_equal(list.count, 0);
    assert_false(sock_list_next(&list, &place, &sock));
}

TEST(an_empty_list_has_no_first_item)
{
    struct sock_list list = {0};
    struct sock sock;
    uint64_t place = 0;
    assert_false(sock_list_next(&list, &place, &sock));
    assert_false(sock_list_get(&list, 0, &sock));
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
    assert_true(sock_list_get(&list, 0, &copy));
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
    uint64_t place = 0;
    assert_true(sock_list_next(&list, &place, &copy));
    assert_int_equal(copy.name.length, sizeof(name) - 1);
    assert_memory_equal(copy.name.data, "\0abstract\0\n", sizeof(name) - 1);
    assert_true(sock_list_next(&list, &place, &copy));
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
    uint64_t place = 0;
    struct sock sock;
    memset(&sock, 0xa5, sizeof(sock));
    for (uint32_t i = 0; i < SOCKETS; i++) {
        assert_true(sock_list_next(&list, &place, &sock));
        assert_int_equal(sock.inode, i);
        check_facts(&sock, known[i]);
    }
    sock_list_free(&list);
}

/* Sockets whose fixed parts differ in random bytes, over many blocks, read in a random order. */
TEST(each_copy_is_found_by_the_place_that_it_got)
{
    enum { SOCKETS = 5000 };
    static struct sock socks[SOCKETS];
    uint64_t places[SOCKETS], seed = 5;
    struct sock_list list = {0};
    for (size_t i = 0; i < SOCKETS; i++) {
        random_fill(&seed, &socks[i], random_below(&seed, offsetof(struct sock, facts)));
        socks[i].name = (struct slice){NULL, 0};
        socks[i].facts_known = 0;
        assert_true(sock_list_add(&list, &socks[i]));
        places[i] = list.last;
    }
    assert_true(list.block_count > 2);
    for (size_t i = 0; i < SOCKETS; i++) {
        size_t one = random_below(&seed, SOCKETS);
        struct sock copy;
        assert_true(sock_list_get(&list, places[one], &copy));
        assert_memory_equal(&copy, &socks[one], offsetof(struct sock, facts));
    }
    sock_list_free(&list);
}

TEST(the_place_before_a_copy_is_read_is_its_place)
{
    enum { SOCKETS = 20000 };
    struct sock_list list = {0};
    for (uint32_t i = 0; i < SOCKETS; i++)
        assert_true(sock_list_add(&list, &(struct sock){.inode = i * 7919}));
    assert_true(list.block_count > 1);
    uint64_t place = 0, next = 0;
    struct sock sock, again;
    for (uint32_t i = 0; sock_list_next(&list, &next, &sock); i++, place = next) {
        assert_true(sock_list_get(&list, place, &again));
        assert_int_equal(sock.inode, i * 7919);
        assert_int_equal(again.inode, sock.inode);
    }
    sock_list_free(&list);
}

TEST(what_was_read_can_be_freed_while_the_rest_is_read)
{
    enum { SOCKETS = 20000 };
    struct sock_list list = {0};
    uint64_t place = 0;
    uint32_t count = 0;
    struct sock sock;
    for (uint32_t i = 0; i < SOCKETS; i++)
        assert_true(sock_list_add(&list, &(struct sock){.inode = i * 7919}));
    for (; sock_list_next(&list, &place, &sock); count++) {
        assert_int_equal(sock.inode, count * 7919);
        sock_list_free_before(&list, place);
        assert_int_equal(list.freed, place >> 32);
    }
    assert_int_equal(count, SOCKETS);
    assert_true(list.freed > 0);
    sock_list_free(&list);
}

TEST(facts_longer_than_a_block_are_kept)
{
    enum { SOCKETS = 3, LENGTH = 200 * 1000 };
    static char bytes[LENGTH];
    struct sock_list list = {0};
    uint64_t place = 0, seed = 9;
    struct sock sock;
    for (int i = 0; i < SOCKETS; i++) {
        memset(&sock, 0, sizeof(sock));
        random_fill(&seed, bytes, LENGTH);
        bytes[0] = (char)i;
        sock_set_fact(&sock, FACT_PENDING, bytes, LENGTH - (size_t)i);
        assert_true(sock_list_add(&list, &sock));
    }
    for (int i = 0; i < SOCKETS; i++) {
        assert_true(sock_list_next(&list, &place, &sock));
        struct slice fact = sock_fact(&sock, FACT_PENDING);
        assert_int_equal(fact.length, LENGTH - (size_t)i);
        assert_memory_equal(fact.data, &(char){(char)i}, 1);
    }
    assert_memory_equal(sock_fact(&sock, FACT_PENDING).data, bytes, LENGTH - (SOCKETS - 1));
    sock_list_free(&list);
}

static size_t bytes_of(const struct sock_list *list)
{
    return (size_t)(list->last >> 32) * 64 * 1024 + (uint32_t)list->last;
}

/* What a busy machine has most of: connections that differ in a port, an inode and a cookie. */
TEST(a_connection_like_the_others_takes_few_bytes)
{
    enum { SOCKETS = 10000, MOST = 24 };
    struct sock_list list = {0};
    for (uint32_t i = 0; i < SOCKETS; i++) {
        struct sock sock = {
            .cookie = 70000 + i * 3,
            .uid = 1000,
            .inode = 90000 + i * 2,
            .local = {.address = {127, 0, 0, 1}, .port = i * 7 % 65536},
            .peer = {.address = {127, 0, 0, 2}, .port = 443},
        };
        assert_true(sock_list_add(&list, &sock));
    }
    assert_true(bytes_of(&list) < SOCKETS * MOST);
    sock_list_free(&list);
}

/* Counters and times of tcp_info are a small part of it. */
TEST(facts_like_those_of_the_others_take_few_bytes)
{
    enum { SOCKETS = 1000, MOST = 40 };
    static uint32_t info[62];
    struct sock_list list = {0};
    for (uint32_t i = 0; i < SOCKETS; i++) {
        struct sock sock = {.inode = 90000 + i};
        info[10] = i * 11;
        info[11] = 40000 + i;
        info[40] = i % 100;
        sock_set_fact(&sock, FACT_TCP_INFO, info, sizeof(info));
        sock_set_fact(&sock, FACT_CONGESTION, "cubic", sizeof("cubic"));
        assert_true(sock_list_add(&list, &sock));
    }
    assert_true(bytes_of(&list) < SOCKETS * MOST);
    sock_list_free(&list);
}

TEST(facts_of_a_dead_record_are_not_followed)
{
    struct sock_list list = {0};
    struct sock sock;
    memset(&sock, 0xa5, sizeof(sock));
    memset(&sock, 0, offsetof(struct sock, facts));
    assert_true(sock_list_add(&list, &sock));
    assert_true(sock_list_get(&list, 0, &sock));
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
        cmocka_unit_test(each_copy_is_found_by_the_place_that_it_got),
        cmocka_unit_test(the_place_before_a_copy_is_read_is_its_place),
        cmocka_unit_test(what_was_read_can_be_freed_while_the_rest_is_read),
        cmocka_unit_test(facts_longer_than_a_block_are_kept),
        cmocka_unit_test(a_connection_like_the_others_takes_few_bytes),
        cmocka_unit_test(facts_like_those_of_the_others_take_few_bytes),
        cmocka_unit_test(facts_of_a_dead_record_are_not_followed),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
