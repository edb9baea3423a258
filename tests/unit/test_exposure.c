/* SPDX-License-Identifier: MIT */
#include <arpa/inet.h>
#include <sys/socket.h>

#include "column/columns.h"
#include "family/families.h"
#include "support.h"

/* A listener with its local address and a port. */
static struct sock listener(const char *address)
{
    struct sock sock = {.from = &family_tcp, .kind = family_tcp.kinds, .state = STATE_LISTEN};
    sock.have = HAVE_STATE | HAVE_LOCAL | HAVE_INTERFACE | HAVE_V6ONLY;
    sock.family = strchr(address, ':') != NULL ? AF_INET6 : AF_INET;
    sock.local.port = 80;
    assert_int_equal(inet_pton(sock.family, address, sock.local.address), 1);
    return sock;
}

/* The value of a column, "null" when it is unknown or there is none. */
static const char *value_of(const char *name, const struct sock *sock)
{
    static struct value value;
    const struct column *column = column_find(slice_of(name));
    return column_get(column, sock, NULL, &value) ? value_text(&value).data : "null";
}

TEST(the_address_decides_from_where_a_listener_is_reached)
{
    static const struct {
        const char *address, *exposure, *ip;
    } cases[] = {
        {"0.0.0.0", "all", "v4"},
        {"::", "all", "dual"},
        {"::ffff:0.0.0.0", "all", "v4"},
        {"127.0.0.1", "loopback", "v4"},
        {"127.255.255.254", "loopback", "v4"},
        {"::1", "loopback", "v6"},
        {"::ffff:127.0.0.1", "loopback", "v4"},
        {"128.0.0.1", "public", "v4"},
        {"169.254.3.4", "link", "v4"},
        {"169.255.0.1", "public", "v4"},
        {"fe80::1", "link", "v6"},
        {"febf::1", "link", "v6"},
        {"fec0::1", "private", "v6"},
        {"10.20.30.40", "private", "v4"},
        {"::ffff:10.0.0.1", "private", "v4"},
        {"11.0.0.1", "public", "v4"},
        {"172.15.255.255", "public", "v4"},
        {"172.16.0.1", "private", "v4"},
        {"172.31.255.255", "private", "v4"},
        {"172.32.0.1", "public", "v4"},
        {"192.168.1.1", "private", "v4"},
        {"192.169.1.1", "public", "v4"},
        {"100.64.0.1", "private", "v4"},
        {"100.128.0.1", "public", "v4"},
        {"fc00::1", "private", "v6"},
        {"fdff::1", "private", "v6"},
        {"2001:db8::1", "public", "v6"},
        {"8.8.8.8", "public", "v4"},
        {"224.0.0.251", "link", "v4"},
        {"224.0.1.1", "public", "v4"},
        {"239.1.2.3", "private", "v4"},
        {"ff01::1", "loopback", "v6"},
        {"ff02::fb", "link", "v6"},
        {"ff05::2", "private", "v6"},
        {"ff0e::2", "public", "v6"},
        {"::2", "public", "v6"},
    };
    for (size_t i = 0; i < COUNT_OF(cases); i++) {
        struct sock sock = listener(cases[i].address);
        assert_string_equal(value_of("exposure", &sock), cases[i].exposure);
        assert_string_equal(value_of("exposure_ip", &sock), cases[i].ip);
    }
}

TEST(a_socket_bound_to_the_loopback_device_is_reached_from_this_machine_only)
{
    struct sock sock = listener("0.0.0.0");
    sock.interface = 1;
    assert_string_equal(value_of("exposure", &sock), "loopback");
    sock.interface = 2;
    assert_string_equal(value_of("exposure", &sock), "all");
}

TEST(an_ipv6_socket_may_refuse_ipv4)
{
    struct sock sock = listener("::");
    sock.v6only = 1;
    assert_string_equal(value_of("exposure_ip", &sock), "v6");
    sock.have &= ~HAVE_V6ONLY;
    assert_string_equal(value_of("exposure_ip", &sock), "null");
    assert_string_equal(value_of("exposure", &sock), "all");
}

TEST(only_what_waits_for_others_is_exposed)
{
    static const struct {
        enum state state;
        uint32_t port;
        const char *exposure;
    } cases[] = {{STATE_ESTABLISHED, 80, "null"}, {STATE_TIME_WAIT, 80, "null"},
                 {STATE_UNCONN, 53, "all"},       {STATE_UNCONN, 0, "null"},
                 {STATE_LISTEN, 80, "all"},       {STATE_CLOSE, 80, "null"}};
    for (size_t i = 0; i < COUNT_OF(cases); i++) {
        struct sock sock = listener("0.0.0.0");
        sock.state = (uint8_t)cases[i].state;
        sock.local.port = cases[i].port;
        assert_string_equal(value_of("exposure", &sock), cases[i].exposure);
    }
}

int main(void)
{
    static const struct CMUnitTest tests[] = {
        cmocka_unit_test(the_address_decides_from_where_a_listener_is_reached),
        cmocka_unit_test(a_socket_bound_to_the_loopback_device_is_reached_from_this_machine_only),
        cmocka_unit_test(an_ipv6_socket_may_refuse_ipv4),
        cmocka_unit_test(only_what_waits_for_others_is_exposed),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
