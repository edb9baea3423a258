/* SPDX-License-Identifier: MIT */
#include "lookup/pairs.h"

#include <arpa/inet.h>
#include <linux/inet_diag.h>
#include <linux/tcp.h>
#include <sys/socket.h>

#include "family/families.h"
#include "support.h"

enum { NETNS = 7 };

/* The end of a connection, "ADDRESS PORT". */
static struct endpoint end_at(const char *text)
{
    char address[64];
    unsigned port;
    struct endpoint end = {0};
    assert_int_equal(sscanf(text, "%63s %u", address, &port), 2);
    assert_int_equal(
        inet_pton(strchr(address, ':') != NULL ? AF_INET6 : AF_INET, address, end.address), 1);
    end.port = port;
    return end;
}

static struct sock socket_between(const char *local, const char *peer, uint32_t inode)
{
    struct sock sock = {.from = &family_tcp, .kind = family_tcp.kinds, .state = STATE_ESTABLISHED};
    sock.have = HAVE_STATE | HAVE_LOCAL | HAVE_PEER | HAVE_UID;
    sock.have |= inode != 0 ? HAVE_INODE : 0;
    sock.family = strchr(local, ':') != NULL ? AF_INET6 : AF_INET;
    sock.netns = NETNS;
    sock.inode = inode;
    sock.local = end_at(local);
    sock.peer = end_at(peer);
    return sock;
}

/* The inode of the other end of the first socket, 0 when it is unknown. */
static uint32_t other_end(const struct sock *socks, size_t count)
{
    struct lookup_states states = {0};
    struct other_end other = {0};
    for (size_t i = 0; i < count; i++)
        pairs_add(&states, &socks[i]);
    bool found = pairs_find(&states, &socks[0], &other);
    assert_int_equal(found, other.inode != 0);
    lookup_states_free(&states);
    return other.inode;
}

TEST(both_ends_of_a_connection_are_found)
{
    struct sock socks[] = {socket_between("127.0.0.1 5000", "127.0.0.2 80", 1),
                           socket_between("127.0.0.2 80", "127.0.0.1 5000", 2)};
    assert_int_equal(other_end(socks, 2), 2);
    struct sock mapped[] = {socket_between("127.0.0.1 5000", "127.0.0.1 80", 1),
                            socket_between("::ffff:127.0.0.1 80", "::ffff:127.0.0.1 5000", 3)};
    assert_int_equal(other_end(mapped, 2), 3);
    struct sock ipv6[] = {socket_between("::1 5000", "::1 80", 1),
                          socket_between("::1 80", "::1 5000", 4)};
    assert_int_equal(other_end(ipv6, 2), 4);
}

TEST(what_differs_is_no_other_end)
{
    const struct sock one = socket_between("127.0.0.1 5000", "127.0.0.1 80", 1);
    static const char *const others[][2] = {{"127.0.0.1 80", "127.0.0.1 5001"},
                                            {"127.0.0.1 81", "127.0.0.1 5000"},
                                            {"127.0.0.2 80", "127.0.0.1 5000"},
                                            {"127.0.0.1 80", "127.0.0.2 5000"}};
    for (size_t i = 0; i < COUNT_OF(others); i++) {
        struct sock socks[] = {one, socket_between(others[i][0], others[i][1], 2)};
        assert_int_equal(other_end(socks, 2), 0);
    }
    struct sock elsewhere[] = {one, socket_between("127.0.0.1 80", "127.0.0.1 5000", 2)};
    elsewhere[1].netns = NETNS + 1;
    assert_int_equal(other_end(elsewhere, 2), 0);
    struct sock datagrams[] = {one, socket_between("127.0.0.1 80", "127.0.0.1 5000", 2)};
    datagrams[1].kind = family_udp.kinds;
    assert_int_equal(other_end(datagrams, 2), 0);
}

TEST(one_of_several_is_not_guessed)
{
    const struct sock one = socket_between("127.0.0.1 5000", "127.0.0.1 80", 1);
    const struct sock other = socket_between("127.0.0.1 80", "127.0.0.1 5000", 2);
    struct sock three[] = {one, other, other};
    three[2].inode = 3;
    assert_int_equal(other_end(three, 3), 0);
    struct sock twins[] = {one, one, other};
    twins[1].inode = 3;
    assert_int_equal(other_end(twins, 3), 0);
    struct sock itself[] = {socket_between("127.0.0.1 80", "127.0.0.1 80", 1)};
    assert_int_equal(other_end(itself, 1), 0);
}

TEST(addresses_of_other_machines_have_no_other_end_here)
{
    struct sock socks[] = {socket_between("192.0.2.1 5000", "192.0.2.2 80", 1),
                           socket_between("192.0.2.2 80", "192.0.2.1 5000", 2)};
    assert_int_equal(other_end(socks, 2), 0);
}

TEST(an_end_without_a_program_is_unknown)
{
    struct sock socks[] = {socket_between("127.0.0.1 5000", "127.0.0.1 80", 1),
                           socket_between("127.0.0.1 80", "127.0.0.1 5000", 0)};
    assert_int_equal(other_end(socks, 2), 0);
    socks[1] = socket_between("127.0.0.1 80", "127.0.0.1 5000", 2);
    socks[1].state = STATE_TIME_WAIT;
    assert_int_equal(other_end(socks, 2), 0);
}

TEST(a_transparent_socket_has_the_addresses_of_others)
{
    struct inet_diag_sockopt options = {.transparent = 1};
    struct sock socks[] = {socket_between("127.0.0.1 5000", "127.0.0.1 80", 1),
                           socket_between("127.0.0.1 80", "127.0.0.1 5000", 2)};
    sock_set_fact(&socks[1], FACT_SOCKOPT, &options, sizeof(options));
    assert_int_equal(other_end(socks, 2), 0);
    options.transparent = 0;
    assert_int_equal(other_end(socks, 2), 2);
}

TEST(window_scales_of_both_ends_agree)
{
    struct tcp_info one = {.tcpi_snd_wscale = 7, .tcpi_rcv_wscale = 9};
    struct tcp_info other = {.tcpi_snd_wscale = 9, .tcpi_rcv_wscale = 7};
    struct sock socks[] = {socket_between("127.0.0.1 5000", "127.0.0.1 80", 1),
                           socket_between("127.0.0.1 80", "127.0.0.1 5000", 2)};
    sock_set_fact(&socks[0], FACT_TCP_INFO, &one, sizeof(one));
    assert_int_equal(other_end(socks, 2), 2);
    sock_set_fact(&socks[1], FACT_TCP_INFO, &other, sizeof(other));
    assert_int_equal(other_end(socks, 2), 2);
    other.tcpi_rcv_wscale = 8;
    assert_int_equal(other_end(socks, 2), 0);
}

TEST(a_unix_socket_names_its_peer)
{
    struct sock sock = {.from = &family_unix, .kind = family_unix.kinds, .family = AF_UNIX};
    assert_int_equal(other_end(&sock, 1), 0);
    sock.have = HAVE_PEER_INODE;
    sock.peer_inode = 12;
    assert_int_equal(other_end(&sock, 1), 12);
}

TEST(many_connections_are_told_apart)
{
    enum { MANY = 5000 };
    struct lookup_states states = {0};
    struct other_end other;
    char local[32];
    for (unsigned i = 0; i < MANY; i++) {
        snprintf(local, sizeof(local), "127.0.0.1 %u", 10000 + i);
        struct sock client = socket_between(local, "127.0.0.1 80", 1 + i);
        struct sock server = socket_between("127.0.0.1 80", local, 1 + MANY + i);
        pairs_add(&states, &client);
        pairs_add(&states, &server);
    }
    /* In the order in which they were added, and in another one. */
    for (unsigned i = 0; i < 2 * MANY; i++) {
        unsigned place = i < MANY ? i : 7 * i % MANY;
        snprintf(local, sizeof(local), "127.0.0.1 %u", 10000 + place);
        struct sock client = socket_between(local, "127.0.0.1 80", 1 + place);
        assert_true(pairs_find(&states, &client, &other));
        assert_int_equal(other.inode, 1 + MANY + place);
    }
    lookup_states_free(&states);
}

struct taken {
    unsigned count;
    uint32_t last;
};

static bool take_inode(void *context, uint32_t inode)
{
    struct taken *taken = context;
    taken->count++;
    taken->last = inode;
    return true;
}

TEST(other_ends_that_are_not_shown_are_given)
{
    struct lookup_states states = {0};
    struct taken taken = {0};
    const struct sock one = socket_between("127.0.0.1 5000", "127.0.0.1 80", 1);
    const struct sock other = socket_between("127.0.0.1 80", "127.0.0.1 5000", 2);
    assert_true(pairs_each(&states, take_inode, &taken));
    pairs_add(&states, &one);
    pairs_show(&states, &one);
    pairs_add(&states, &other);
    assert_true(pairs_each(&states, take_inode, &taken));
    assert_int_equal(taken.count, 1);
    assert_int_equal(taken.last, 2);
    pairs_show(&states, &other);
    assert_true(pairs_each(&states, take_inode, &taken));
    assert_int_equal(taken.count, 1);
    lookup_states_free(&states);
}

TEST(namespaces_are_connected_over_others)
{
    struct joined joined = {0};
    assert_false(joined_have(&joined, 1, 2));
    joined_add(&joined, 1, 2);
    joined_add(&joined, 3, 4);
    assert_true(joined_have(&joined, 2, 1));
    assert_false(joined_have(&joined, 2, 3));
    assert_false(joined_have(&joined, 2, 5));
    for (uint32_t netns = 4; netns < 100; netns++)
        joined_add(&joined, netns, netns + 1);
    assert_true(joined_have(&joined, 3, 100));
    assert_false(joined_have(&joined, 1, 100));
    joined_add(&joined, 50, 2);
    assert_true(joined_have(&joined, 1, 100));
    assert_false(joined.failed);
    joined_free(&joined);
}

TEST(addresses_that_are_local_to_all_namespaces_connect_none)
{
    struct sock socks[] = {socket_between("127.0.0.1 5000", "127.0.0.1 80", 1),
                           socket_between("127.0.0.1 80", "127.0.0.1 5000", 2)};
    struct lookup_states states = {0};
    struct other_end other;
    socks[1].netns = NETNS + 1;
    joined_add(pairs_joined(&states), NETNS, NETNS + 1);
    pairs_add(&states, &socks[0]);
    pairs_add(&states, &socks[1]);
    assert_false(pairs_find(&states, &socks[0], &other));
    lookup_states_free(&states);
}

int main(void)
{
    static const struct CMUnitTest tests[] = {
        cmocka_unit_test(both_ends_of_a_connection_are_found),
        cmocka_unit_test(what_differs_is_no_other_end),
        cmocka_unit_test(one_of_several_is_not_guessed),
        cmocka_unit_test(addresses_of_other_machines_have_no_other_end_here),
        cmocka_unit_test(an_end_without_a_program_is_unknown),
        cmocka_unit_test(a_transparent_socket_has_the_addresses_of_others),
        cmocka_unit_test(window_scales_of_both_ends_agree),
        cmocka_unit_test(a_unix_socket_names_its_peer),
        cmocka_unit_test(many_connections_are_told_apart),
        cmocka_unit_test(other_ends_that_are_not_shown_are_given),
        cmocka_unit_test(namespaces_are_connected_over_others),
        cmocka_unit_test(addresses_that_are_local_to_all_namespaces_connect_none),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
