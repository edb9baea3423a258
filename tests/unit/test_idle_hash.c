/* SPDX-License-Identifier: MIT */
#include "source/idle_hash.h"

#include "support.h"

#define CONNECTED   (1u << STATE_ESTABLISHED)
#define REQUESTS    (CONNECTED | 1u << STATE_SYN_RECV)
#define BOUND       (CONNECTED | 1u << STATE_CLOSE)
#define EVERY_STATE UINT32_MAX

struct look_case {
    const char *name;
    struct hash_look look;
    uint32_t states;
    bool idle;
};

#define USE(all_, tcp_, time_wait_)                                                                \
    {                                                                                              \
        .known = true, .all = all_, .tcp = tcp_, .time_wait = time_wait_                           \
    }

TEST(the_hash_is_idle_only_where_nothing_can_be_in_it)
{
    static const struct look_case cases[] = {
        {"nothing but the socket that asks", {.use = USE(1, 0, 0)}, EVERY_STATE, true},
        {"unknown counts", {.use = {.known = false}}, CONNECTED, false},
        {"a connection", {.use = USE(2, 1, 0)}, CONNECTED, false},
        {"a listener", {.use = USE(2, 1, 0), .listeners = 1}, CONNECTED, true},
        {"a listener and a connection", {.use = USE(3, 2, 0), .listeners = 1}, CONNECTED, false},
        {"a listener that has closed meanwhile",
         {.use = USE(1, 0, 0), .listeners = 1},
         CONNECTED,
         false},
        {"listeners that could not be counted",
         {.use = USE(1, 0, 0), .failed = true},
         CONNECTED,
         false},
        {"TIME_WAIT", {.use = USE(1, 0, 1)}, CONNECTED, false},
        {"TIME_WAIT beside a listener", {.use = USE(2, 1, 1), .listeners = 1}, CONNECTED, false},
        {"segments", {.use = USE(1, 0, 0), .received = true}, REQUESTS, false},
        {"segments, requests not wanted", {.use = USE(1, 0, 0), .received = true}, BOUND, true},
        {"no segment", {.use = USE(9, 0, 0)}, REQUESTS, true},
        {"another socket, which may be bound", {.use = USE(2, 0, 0)}, BOUND, false},
        {"another socket, bound ones not wanted", {.use = USE(2, 0, 0)}, REQUESTS, true},
        {"a listener, which is another socket",
         {.use = USE(2, 1, 0), .listeners = 1},
         BOUND,
         false},
        {"a listener of the kernel", {.use = USE(1, 1, 0), .listeners = 1}, BOUND, true},
    };
    for (size_t i = 0; i < COUNT_OF(cases); i++) {
        if (hash_look_is_idle(&cases[i].look, cases[i].states) != cases[i].idle)
            fail_msg("%s", cases[i].name);
    }
}

TEST(looks_agree_only_on_the_same_listeners)
{
    struct hash_look one = {.listeners = 2, .cookies = 7}, other = one;
    assert_true(hash_looks_agree(&one, &other));
    other.cookies = 8;
    assert_false(hash_looks_agree(&one, &other));
    other = one;
    other.listeners = 1;
    assert_false(hash_looks_agree(&one, &other));
}

TEST(udp_has_no_sockets_when_both_looks_counted_none)
{
    struct hash_look looks[2] = {{.use = USE(1, 0, 0)}, {.use = USE(1, 0, 0)}};
    assert_true(hash_looks_have_no_udp(looks, false));
    looks[1].use.udp = 1;
    assert_false(hash_looks_have_no_udp(looks, false));
    assert_true(hash_looks_have_no_udp(looks, true));
    looks[0].use.udp6 = 1;
    assert_false(hash_looks_have_no_udp(looks, true));
    looks[0].use.udp6 = looks[1].use.udp = 0;
    looks[1].use.known = false;
    assert_false(hash_looks_have_no_udp(looks, false));
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(the_hash_is_idle_only_where_nothing_can_be_in_it),
        cmocka_unit_test(looks_agree_only_on_the_same_listeners),
        cmocka_unit_test(udp_has_no_sockets_when_both_looks_counted_none),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
