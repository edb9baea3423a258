/* SPDX-License-Identifier: MIT */
#include "lookup/hosts.h"

#include <stdatomic.h>
#include <sys/socket.h>
#include <time.h>
#include <unistd.h>

#include "support.h"

static atomic_int asked, running, most_running;

static struct host_address ipv4(uint8_t a, uint8_t b, uint8_t c, uint8_t d)
{
    return host_address(AF_INET, (const uint8_t[]){a, b, c, d}, 0);
}

static struct host_address ipv6(uint8_t first, uint8_t last, uint32_t scope)
{
    return host_address(AF_INET6, (const uint8_t[16]){first, 0x80, [15] = last}, scope);
}

static uint64_t now_ms(void)
{
    struct timespec time;
    clock_gettime(CLOCK_MONOTONIC, &time);
    return (uint64_t)time.tv_sec * 1000 + (uint64_t)time.tv_nsec / 1000000;
}

static void sleep_ms(unsigned milliseconds)
{
    nanosleep(
        &(struct timespec){(time_t)(milliseconds / 1000), (long)(milliseconds % 1000) * 1000000},
        NULL);
}

/* A name made of the address: "4-a.b.c.d" or "6-LAST-SCOPE". */
static bool resolve_number(const struct host_address *address, char *name, size_t size)
{
    const uint8_t *b = address->bytes;
    asked++;
    if (address->family == AF_INET)
        snprintf(name, size, "4-%u.%u.%u.%u", b[0], b[1], b[2], b[3]);
    else
        snprintf(name, size, "6-%u-%u", b[15], address->scope);
    return true;
}

/* The last byte of the address says how many tens of milliseconds it takes. */
static bool resolve_slowly(const struct host_address *address, char *name, size_t size)
{
    int here = ++running, most = most_running;
    while (here > most && !atomic_compare_exchange_weak(&most_running, &most, here))
        ;
    sleep_ms(address->bytes[3] * 10u);
    running--;
    return resolve_number(address, name, size);
}

/* The last byte of the address chooses. */
static bool resolve_hostile(const struct host_address *address, char *name, size_t size)
{
    static const char *const names[] = {"",       "*",           "8.8.8.8",   "::1",    "1",
                                        "0x7f.1", "\x1b[2Jevil", "two\nrows", "a%eth0", "-"};
    snprintf(name, size, "%s", names[address->bytes[3] % COUNT_OF(names)]);
    return true;
}

static bool resolve_nothing(const struct host_address *address, char *name, size_t size)
{
    (void)address;
    snprintf(name, size, "left over");
    return false;
}

static void want(struct hosts *hosts, struct host_address address)
{
    assert_true(hosts_want(hosts, &address));
}

static struct slice find(struct hosts *hosts, struct host_address address)
{
    return hosts_find(hosts, &address);
}

static void wait_until_idle(const struct hosts *hosts)
{
    for (int i = 0; i < 500 && hosts_are_busy(hosts); i++)
        sleep_ms(10);
    assert_false(hosts_are_busy(hosts));
}

TEST(each_address_is_asked_for_once)
{
    struct hosts hosts = {.resolver = resolve_number};
    asked = 0;
    for (unsigned i = 0; i < 3000; i++)
        want(&hosts, ipv4(10, 0, (uint8_t)(i % 1000 >> 8), (uint8_t)(i % 1000 | 1)));
    hosts_resolve(&hosts, 2000);
    assert_int_equal(asked, 500);
    assert_slice(find(&hosts, ipv4(10, 0, 0, 1)), "4-10.0.0.1");
    assert_slice(find(&hosts, ipv4(10, 0, 3, 231)), "4-10.0.3.231");
    assert_int_equal(find(&hosts, ipv4(10, 0, 0, 2)).length, 0);
    hosts_resolve(&hosts, 2000);
    assert_int_equal(asked, 500);
    hosts_free(&hosts);
}

TEST(families_and_scopes_are_told_apart)
{
    struct hosts hosts = {.resolver = resolve_number};
    want(&hosts, ipv4(0xfe, 0x80, 0, 0));
    want(&hosts, ipv6(0xfe, 1, 1));
    want(&hosts, ipv6(0xfe, 1, 2));
    hosts_resolve(&hosts, 2000);
    assert_slice(find(&hosts, ipv4(0xfe, 0x80, 0, 0)), "4-254.128.0.0");
    assert_slice(find(&hosts, ipv6(0xfe, 1, 1)), "6-1-1");
    assert_slice(find(&hosts, ipv6(0xfe, 1, 2)), "6-1-2");
    assert_int_equal(find(&hosts, ipv6(0xfe, 1, 0)).length, 0);
    hosts_free(&hosts);
}

TEST(wildcards_are_never_asked_for)
{
    static const uint8_t zero[16], mapped[16] = {[10] = 0xff, 0xff};
    struct hosts hosts = {.resolver = resolve_number};
    asked = 0;
    want(&hosts, host_address(AF_INET, zero, 0));
    want(&hosts, host_address(AF_INET6, zero, 0));
    want(&hosts, host_address(AF_INET6, mapped, 0));
    assert_null(hosts.work);
    want(&hosts, ipv4(127, 0, 0, 1));
    hosts_resolve(&hosts, 2000);
    assert_int_equal(asked, 1);
    assert_int_equal(find(&hosts, host_address(AF_INET, zero, 0)).length, 0);
    hosts_free(&hosts);
}

TEST(nothing_is_asked_before_resolve_and_nothing_is_wanted_after)
{
    struct hosts hosts = {.resolver = resolve_number};
    asked = 0;
    want(&hosts, ipv4(1, 2, 3, 4));
    assert_int_equal(find(&hosts, ipv4(1, 2, 3, 4)).length, 0);
    assert_int_equal(asked, 0);
    hosts_resolve(&hosts, 2000);
    want(&hosts, ipv4(1, 2, 3, 5));
    assert_int_equal(find(&hosts, ipv4(1, 2, 3, 5)).length, 0);
    assert_slice(find(&hosts, ipv4(1, 2, 3, 4)), "4-1.2.3.4");
    hosts_free(&hosts);
}

TEST(nothing_at_all_is_fine)
{
    struct hosts hosts = {0};
    struct notes notes = {0};
    hosts_resolve(&hosts, 2000);
    hosts_report(&hosts, &notes);
    assert_int_equal(notes.item_count, 0);
    assert_int_equal(find(&hosts, ipv4(1, 2, 3, 4)).length, 0);
    assert_false(hosts_are_busy(&hosts));
    hosts_free(&hosts);
    hosts_free(&hosts);
}

TEST(names_that_would_pass_for_addresses_are_dropped)
{
    struct hosts hosts = {.resolver = resolve_hostile};
    for (uint8_t i = 0; i < 10; i++)
        want(&hosts, ipv4(10, 0, 0, i));
    hosts_resolve(&hosts, 2000);
    for (uint8_t i = 0; i < 6; i++)
        assert_int_equal(find(&hosts, ipv4(10, 0, 0, i)).length, 0);
    assert_slice(find(&hosts, ipv4(10, 0, 0, 6)), "\x1b[2Jevil");
    assert_slice(find(&hosts, ipv4(10, 0, 0, 7)), "two\nrows");
    assert_slice(find(&hosts, ipv4(10, 0, 0, 8)), "a%eth0");
    hosts_free(&hosts);
}

TEST(an_address_without_a_name_has_none_and_is_no_news)
{
    struct hosts hosts = {.resolver = resolve_nothing};
    struct notes notes = {0};
    want(&hosts, ipv4(10, 0, 0, 1));
    hosts_resolve(&hosts, 2000);
    assert_int_equal(find(&hosts, ipv4(10, 0, 0, 1)).length, 0);
    hosts_report(&hosts, &notes);
    assert_int_equal(notes.item_count, 0);
    hosts_free(&hosts);
}

TEST(they_are_asked_in_parallel_by_a_bounded_number)
{
    struct hosts hosts = {.resolver = resolve_slowly};
    most_running = 0;
    for (uint8_t i = 0; i < 64; i++)
        want(&hosts, ipv4(10, 0, i, 10)); /* 100 ms each, 6.4 s one after the other */
    uint64_t start = now_ms();
    hosts_resolve(&hosts, 5000);
    assert_in_range(now_ms() - start, 390, 3000);
    assert_in_range(most_running, 2, 16);
    assert_slice(find(&hosts, ipv4(10, 0, 63, 10)), "4-10.0.63.10");
    wait_until_idle(&hosts);
    hosts_free(&hosts);
}

TEST(what_comes_too_late_stays_numeric_and_harms_nobody)
{
    struct hosts hosts = {.resolver = resolve_slowly};
    struct notes notes = {0};
    want(&hosts, ipv4(10, 0, 0, 1));  /* 10 ms */
    want(&hosts, ipv4(10, 0, 0, 60)); /* 600 ms */
    uint64_t start = now_ms();
    hosts_resolve(&hosts, 200);
    assert_in_range(now_ms() - start, 190, 500);
    assert_slice(find(&hosts, ipv4(10, 0, 0, 1)), "4-10.0.0.1");
    assert_int_equal(find(&hosts, ipv4(10, 0, 0, 60)).length, 0);
    hosts_report(&hosts, &notes);
    assert_int_equal(notes.item_count, 1);
    assert_contains(notes.items[0].message, "hosts: 1 of 2 addresses stays numeric");
    assert_int_equal(notes.outcome, OUTCOME_COMPLETE);
    assert_true(hosts_are_busy(&hosts));
    wait_until_idle(&hosts);
    assert_int_equal(find(&hosts, ipv4(10, 0, 0, 60)).length, 0);
    notes_free(&notes);
    hosts_free(&hosts);
}

/* The threads outlive the struct. A checker of memory sees whether the memory that they use is
 * still there. */
TEST(threads_that_outlive_the_program_part_free_the_rest)
{
    running = 0;
    for (unsigned i = 0; i < 5; i++) {
        struct hosts hosts = {.resolver = resolve_slowly};
        for (uint8_t j = 0; j < 40; j++)
            want(&hosts, ipv4(10, 0, j, 20));
        hosts_resolve(&hosts, 20);
        assert_true(hosts_are_busy(&hosts));
        hosts_free(&hosts);
    }
    sleep_ms(600);
    assert_int_equal(running, 0);
}

TEST(the_system_is_asked_when_nobody_else_is)
{
    struct hosts hosts = {0};
    want(&hosts, ipv4(127, 0, 0, 1));
    hosts_resolve(&hosts, 2000);
    struct slice name = find(&hosts, ipv4(127, 0, 0, 1));
    if (name.length == 0) {
        hosts_free(&hosts);
        SKIP_BECAUSE("127.0.0.1 has no name here");
    }
    assert_false(slice_equals(name, "127.0.0.1"));
    hosts_free(&hosts);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(each_address_is_asked_for_once),
        cmocka_unit_test(families_and_scopes_are_told_apart),
        cmocka_unit_test(wildcards_are_never_asked_for),
        cmocka_unit_test(nothing_is_asked_before_resolve_and_nothing_is_wanted_after),
        cmocka_unit_test(nothing_at_all_is_fine),
        cmocka_unit_test(names_that_would_pass_for_addresses_are_dropped),
        cmocka_unit_test(an_address_without_a_name_has_none_and_is_no_news),
        cmocka_unit_test(they_are_asked_in_parallel_by_a_bounded_number),
        cmocka_unit_test(what_comes_too_late_stays_numeric_and_harms_nobody),
        cmocka_unit_test(threads_that_outlive_the_program_part_free_the_rest),
        cmocka_unit_test(the_system_is_asked_when_nobody_else_is),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
