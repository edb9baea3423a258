/* SPDX-License-Identifier: MIT */
#include <netinet/in.h>

#include "column/column.h"
#include "diag_message.h"
#include "family/families.h"
#include "inet_table.h"
#include "support.h"

enum {
    HAVE_WITHOUT_OWNER = HAVE_STATE | HAVE_RECV_Q | HAVE_SEND_Q | HAVE_LOCAL | HAVE_PEER |
                         HAVE_INTERFACE | HAVE_COOKIE | HAVE_TIMER,
    HAVE_WHOLE = HAVE_WITHOUT_OWNER | HAVE_UID | HAVE_INODE,
};

static enum parse_result parse_bytes(const struct family *family, int address_family,
                                     const void *data, size_t length, struct sock *sock)
{
    char *copy = exact_copy(data, length);
    enum parse_result result =
        family->parse_diag(family, table_of(family, address_family), copy, length, sock);
    free(copy);
    return result;
}

static struct sock parse_body(const struct family *family, const struct inet_diag_msg *body)
{
    struct sock sock;
    memset(&sock, 0xa5, sizeof(sock));
    assert_int_equal(parse_bytes(family, body->idiag_family, body, sizeof(*body), &sock), PARSE_OK);
    return sock;
}

static void check_address(const struct sock *sock, const struct endpoint *endpoint,
                          const char *expected)
{
    char text[INET6_ADDRSTRLEN];
    assert_non_null(inet_ntop(sock->family, endpoint->address, text, sizeof(text)));
    assert_string_equal(text, expected);
}

TEST(every_field_of_an_ipv4_socket_is_read)
{
    struct inet_diag_msg body = diag_body(AF_INET, "192.0.2.1", "198.51.100.7");
    body.id.idiag_if = 3;
    struct sock sock = parse_body(&family_tcp, &body);
    assert_ptr_equal(sock.from, &family_tcp);
    assert_string_equal(sock.kind->netid, "tcp");
    assert_string_equal(sock.kind->protocol, "tcp");
    assert_int_equal(sock.family, AF_INET);
    assert_int_equal(sock.type, SOCK_STREAM);
    assert_int_equal(sock.have, HAVE_WHOLE);
    assert_int_equal(sock.state, STATE_ESTABLISHED);
    assert_int_equal(sock.recv_q, 11);
    assert_int_equal(sock.send_q, 12);
    assert_int_equal(sock.uid, 1000);
    assert_int_equal(sock.inode, 4242);
    assert_int_equal(sock.interface, 3);
    assert_int_equal(sock.cookie, UINT64_C(0x0123456789abcdef));
    assert_int_equal(sock.timer, TIMER_OFF);
    assert_int_equal(sock.local.port, 22);
    assert_int_equal(sock.peer.port, 40000);
    check_address(&sock, &sock.local, "192.0.2.1");
    check_address(&sock, &sock.peer, "198.51.100.7");
    assert_int_equal(sock.local.scope | sock.peer.scope, 0);
}

TEST(ipv6_and_v4_mapped_addresses_are_read_whole)
{
    struct inet_diag_msg body = diag_body(AF_INET6, "::ffff:192.0.2.1", "2001:db8::9");
    struct sock sock = parse_body(&family_udp, &body);
    assert_ptr_equal(sock.from, &family_udp);
    assert_string_equal(sock.kind->netid, "udp");
    assert_int_equal(sock.family, AF_INET6);
    assert_int_equal(sock.type, SOCK_DGRAM);
    check_address(&sock, &sock.local, "::ffff:192.0.2.1");
    check_address(&sock, &sock.peer, "2001:db8::9");
}

TEST(only_a_link_local_address_has_a_scope)
{
    struct inet_diag_msg body = diag_body(AF_INET6, "fe80::1", "2001:db8::1");
    body.id.idiag_if = 5;
    struct sock sock = parse_body(&family_tcp, &body);
    assert_int_equal(sock.local.scope, 5);
    assert_int_equal(sock.peer.scope, 0);
    assert_int_equal(sock.interface, 5);
    body = diag_body(AF_INET6, "fec0::1", "febf::1");
    body.id.idiag_if = 6;
    sock = parse_body(&family_tcp, &body);
    assert_int_equal(sock.local.scope, 0);
    assert_int_equal(sock.peer.scope, 6);
    body = diag_body(AF_INET, "254.128.0.1", "1.2.3.4");
    body.id.idiag_if = 6;
    sock = parse_body(&family_tcp, &body);
    assert_int_equal(sock.local.scope, 0);
}

TEST(time_wait_has_neither_inode_nor_user)
{
    struct inet_diag_msg body = diag_body(AF_INET, "127.0.0.1", "127.0.0.1");
    body.idiag_state = STATE_TIME_WAIT;
    body.idiag_inode = body.idiag_uid = 0;
    body.idiag_timer = 3;
    body.idiag_expires = 59000;
    struct sock sock = parse_body(&family_tcp, &body);
    assert_int_equal(sock.have, HAVE_WITHOUT_OWNER | HAVE_TIMER_DETAIL);
    assert_int_equal(sock.state, STATE_TIME_WAIT);
    assert_int_equal(sock.timer, TIMER_TIME_WAIT);
    assert_int_equal(sock.timer_expires_ms, 59000);
}

TEST(root_is_a_known_user_and_an_orphan_keeps_its_user)
{
    struct inet_diag_msg body = diag_body(AF_INET, "127.0.0.1", "127.0.0.1");
    body.idiag_uid = 0;
    struct sock sock = parse_body(&family_tcp, &body);
    assert_int_equal(sock.have, HAVE_WHOLE);
    assert_int_equal(sock.uid, 0);
    body.idiag_inode = 0;
    body.idiag_uid = 33;
    sock = parse_body(&family_tcp, &body);
    assert_int_equal(sock.have, HAVE_WITHOUT_OWNER | HAVE_UID);
    assert_int_equal(sock.uid, 33);
}

TEST(a_running_timer_has_details)
{
    static const uint8_t timers[] = {TIMER_ON, TIMER_KEEPALIVE, TIMER_PERSIST};
    for (size_t i = 0; i < COUNT_OF(timers); i++) {
        struct inet_diag_msg body = diag_body(AF_INET, "127.0.0.1", "127.0.0.1");
        body.idiag_timer = timers[i];
        body.idiag_expires = 204;
        body.idiag_retrans = 255;
        struct sock sock = parse_body(&family_tcp, &body);
        assert_int_equal(sock.have, HAVE_WHOLE | HAVE_TIMER_DETAIL);
        assert_int_equal(sock.timer, timers[i]);
        assert_int_equal(sock.timer_expires_ms, 204);
        assert_int_equal(sock.timer_retrans, 255);
    }
}

static enum state state_from(const struct family *family, unsigned number)
{
    struct inet_diag_msg body = diag_body(AF_INET, "127.0.0.1", "127.0.0.1");
    body.idiag_state = (uint8_t)number;
    struct sock sock = parse_body(family, &body);
    return sock.have & HAVE_STATE ? (enum state)sock.state : STATE_UNKNOWN;
}

TEST(tcp_states_are_those_of_the_kernel_and_others_are_unknown)
{
    for (unsigned number = 1; number <= 11; number++)
        assert_int_equal(state_from(&family_tcp, number), number);
    assert_int_equal(state_from(&family_tcp, 12), STATE_SYN_RECV);
    assert_int_equal(state_from(&family_tcp, 13), STATE_CLOSE);
    assert_int_equal(state_from(&family_tcp, 0), STATE_UNKNOWN);
    for (unsigned number = 14; number < 256; number++)
        assert_int_equal(state_from(&family_tcp, number), STATE_UNKNOWN);
}

TEST(udp_is_connected_or_unconnected_and_nothing_else)
{
    for (unsigned number = 0; number < 256; number++) {
        enum state expected = number == 1   ? STATE_ESTABLISHED
                              : number == 7 ? STATE_UNCONN
                                            : STATE_UNKNOWN;
        if (number != 13)
            assert_int_equal(state_from(&family_udp, number), expected);
    }
}

TEST(a_message_that_is_cut_in_its_fixed_part_is_bad)
{
    struct inet_diag_msg body = diag_body(AF_INET6, "fe80::1", "fe80::2");
    struct sock sock;
    for (size_t length = 0; length < sizeof(body); length++)
        assert_int_equal(parse_bytes(&family_tcp, AF_INET6, &body, length, &sock), PARSE_BAD);
}

TEST(a_message_of_another_family_is_bad)
{
    struct inet_diag_msg body = diag_body(AF_INET, "127.0.0.1", "127.0.0.1");
    struct sock sock;
    assert_int_equal(parse_bytes(&family_tcp, AF_INET6, &body, sizeof(body), &sock), PARSE_BAD);
    body.idiag_family = 0;
    assert_int_equal(parse_bytes(&family_tcp, AF_INET, &body, sizeof(body), &sock), PARSE_BAD);
}

static struct message start_message(void)
{
    struct message message = {.length = 0};
    struct inet_diag_msg body = diag_body(AF_INET6, "::1", "::1");
    message_put(&message, &body, sizeof(body));
    return message;
}

static struct sock parse_message(const struct message *message)
{
    struct sock sock;
    memset(&sock, 0xa5, sizeof(sock));
    assert_int_equal(parse_bytes(&family_tcp, AF_INET6, message->bytes, message->length, &sock),
                     PARSE_OK);
    assert_int_equal(sock.inode, 4242);
    return sock;
}

static const uint32_t mark = 0xcafe;
static const uint8_t v6only = 1;

TEST(mark_and_v6only_are_known_only_when_told)
{
    struct message message = start_message();
    struct sock sock = parse_message(&message);
    assert_int_equal(sock.have & (HAVE_MARK | HAVE_V6ONLY), 0);
    message_put_attribute(&message, INET_DIAG_SKV6ONLY, &v6only, sizeof(v6only));
    message_put_attribute(&message, INET_DIAG_MARK, &mark, sizeof(mark));
    sock = parse_message(&message);
    assert_int_equal(sock.have, HAVE_WHOLE | HAVE_MARK | HAVE_V6ONLY);
    assert_int_equal(sock.mark, 0xcafe);
    assert_int_equal(sock.v6only, 1);
}

TEST(every_number_goes_where_it_belongs)
{
    static const uint8_t bytes[] = {3, 0xb8, 0x2e};
    static const uint32_t class = 0xffff0001;
    static const uint64_t cgroup = UINT64_C(0x123456789abcdef0);
    struct message message = start_message();
    message_put_attribute(&message, INET_DIAG_SHUTDOWN, &bytes[0], 1);
    message_put_attribute(&message, INET_DIAG_TOS, &bytes[1], 1);
    message_put_attribute(&message, INET_DIAG_TCLASS, &bytes[2], 1);
    message_put_attribute(&message, INET_DIAG_CLASS_ID, &class, sizeof(class));
    message_put_attribute(&message, INET_DIAG_CGROUP_ID, &cgroup, sizeof(cgroup));
    struct sock sock = parse_message(&message);
    assert_int_equal(sock.have, HAVE_WHOLE | HAVE_SHUTDOWN | HAVE_TOS | HAVE_TCLASS |
                                    HAVE_PRIORITY | HAVE_CGROUP);
    assert_int_equal(sock.shutdown, 3);
    assert_int_equal(sock.tos, 0xb8);
    assert_int_equal(sock.tclass, 0x2e);
    assert_int_equal(sock.priority, class);
    assert_int_equal(sock.cgroup, cgroup);
    assert_int_equal(sock.facts_known, 0);
}

TEST(blocks_are_facts_with_the_length_that_the_kernel_gave)
{
    static const struct {
        uint16_t type;
        enum fact fact;
    } cases[] = {
        {INET_DIAG_INFO, FACT_TCP_INFO},   {INET_DIAG_SKMEMINFO, FACT_MEMORY},
        {INET_DIAG_CONG, FACT_CONGESTION}, {INET_DIAG_VEGASINFO, FACT_VEGAS},
        {INET_DIAG_DCTCPINFO, FACT_DCTCP}, {INET_DIAG_BBRINFO, FACT_BBR},
        {INET_DIAG_MD5SIG, FACT_MD5},      {INET_DIAG_ULP_INFO, FACT_ULP},
        {INET_DIAG_SOCKOPT, FACT_SOCKOPT}, {INET_DIAG_LOCALS, FACT_LOCALS},
        {INET_DIAG_PEERS, FACT_PEERS},
    };
    struct message message = start_message();
    uint64_t known = 0;
    char data[COUNT_OF(cases)][24];
    for (size_t i = 0; i < COUNT_OF(cases); i++) {
        memset(data[i], (int)i + 1, sizeof(data[i]));
        message_put_attribute(&message, cases[i].type, data[i], 2 * i);
        known |= fact_bit(cases[i].fact);
    }
    struct sock sock;
    const struct socket_table *table = table_of(&family_tcp, AF_INET6);
    assert_int_equal(
        family_tcp.parse_diag(&family_tcp, table, message.bytes, message.length, &sock), PARSE_OK);
    assert_int_equal(sock.facts_known, known);
    for (size_t i = 0; i < COUNT_OF(cases); i++) {
        struct slice fact = sock_fact(&sock, cases[i].fact);
        assert_int_equal(fact.length, 2 * i);
        if (fact.length > 0)
            assert_memory_equal(fact.data, data[i], fact.length);
    }
}

TEST(unknown_empty_and_long_attributes_are_passed_over)
{
    static const char filler[300] = "filler";
    struct message message = start_message();
    message_put_attribute(&message, 999, filler, 7);
    message_put_attribute(&message, INET_DIAG_INFO, filler, sizeof(filler));
    message_put_attribute(&message, INET_DIAG_MARK, NULL, 0);
    message_put_attribute(&message, INET_DIAG_SKV6ONLY, NULL, 0);
    struct sock sock = parse_message(&message);
    assert_int_equal(sock.have & (HAVE_MARK | HAVE_V6ONLY), 0);
    message_put_attribute(&message, INET_DIAG_MARK | NLA_F_NESTED, &mark, sizeof(mark));
    sock = parse_message(&message);
    assert_int_equal(sock.mark, 0xcafe);
}

TEST(a_short_attribute_is_unknown_and_a_longer_one_is_read)
{
    const uint32_t longer[2] = {0xbeef, 0xffffffff};
    struct message message = start_message();
    message_put_attribute(&message, INET_DIAG_MARK, &mark, 3);
    struct sock sock = parse_message(&message);
    assert_int_equal(sock.have & HAVE_MARK, 0);
    message_put_attribute(&message, INET_DIAG_MARK, longer, sizeof(longer));
    sock = parse_message(&message);
    assert_int_equal(sock.mark, 0xbeef);
}

TEST(nothing_behind_an_attribute_with_a_wrong_length_is_trusted)
{
    static const uint16_t lengths[] = {0, 1, 2, 3, 200, 0xffff};
    for (size_t i = 0; i < COUNT_OF(lengths); i++) {
        struct message message = start_message();
        message_put_attribute(&message, INET_DIAG_SKV6ONLY, &v6only, sizeof(v6only));
        message_put_attribute_as(&message, 999, lengths[i], "abc", 3);
        message_put_attribute(&message, INET_DIAG_MARK, &mark, sizeof(mark));
        struct sock sock = parse_message(&message);
        assert_int_equal(sock.have & (HAVE_MARK | HAVE_V6ONLY), HAVE_V6ONLY);
    }
}

TEST(a_message_that_is_cut_in_its_attributes_is_read_as_far_as_it_goes)
{
    struct message message = start_message();
    message_put_attribute(&message, INET_DIAG_SKV6ONLY, &v6only, sizeof(v6only));
    size_t second = message.length;
    message_put_attribute(&message, INET_DIAG_MARK, &mark, sizeof(mark));
    size_t whole = message.length;
    for (size_t length = sizeof(struct inet_diag_msg); length <= whole; length++) {
        message.length = length;
        struct sock sock = parse_message(&message);
        bool has_v6only = length >= sizeof(struct inet_diag_msg) + sizeof(struct nlattr) + 1;
        assert_int_equal((sock.have & HAVE_V6ONLY) != 0, has_v6only);
        assert_int_equal((sock.have & HAVE_MARK) != 0, length == whole);
        assert_true(whole > second);
    }
}

TEST(random_bytes_are_survived)
{
    uint64_t seed = 9;
    for (int i = 0; i < 50000; i++) {
        unsigned char bytes[160];
        size_t length = random_below(&seed, sizeof(bytes));
        random_fill(&seed, bytes, length);
        if (length > 0)
            bytes[0] = AF_INET6;
        struct sock sock;
        enum parse_result result = parse_bytes(&family_tcp, AF_INET6, bytes, length, &sock);
        assert_int_equal(result, length < sizeof(struct inet_diag_msg) ? PARSE_BAD : PARSE_OK);
    }
}

TEST(all_tables_at_once_have_sockets_of_both_families_and_no_other)
{
    struct sock sock;
    struct inet_diag_msg body = diag_body(AF_INET6, "2001:db8::1", "2001:db8::2");
    assert_int_equal(inet_parse_diag(&family_tcp, family_tcp.whole, &body, sizeof(body), &sock),
                     PARSE_OK);
    assert_int_equal(sock.family, AF_INET6);
    check_address(&sock, &sock.peer, "2001:db8::2");
    body = diag_body(AF_INET, "192.0.2.1", "192.0.2.2");
    assert_int_equal(inet_parse_diag(&family_tcp, family_tcp.whole, &body, sizeof(body), &sock),
                     PARSE_OK);
    assert_int_equal(sock.family, AF_INET);
    check_address(&sock, &sock.local, "192.0.2.1");
    body.idiag_family = AF_UNIX;
    assert_int_equal(inet_parse_diag(&family_tcp, family_tcp.whole, &body, sizeof(body), &sock),
                     PARSE_BAD);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(every_field_of_an_ipv4_socket_is_read),
        cmocka_unit_test(ipv6_and_v4_mapped_addresses_are_read_whole),
        cmocka_unit_test(only_a_link_local_address_has_a_scope),
        cmocka_unit_test(time_wait_has_neither_inode_nor_user),
        cmocka_unit_test(root_is_a_known_user_and_an_orphan_keeps_its_user),
        cmocka_unit_test(a_running_timer_has_details),
        cmocka_unit_test(tcp_states_are_those_of_the_kernel_and_others_are_unknown),
        cmocka_unit_test(udp_is_connected_or_unconnected_and_nothing_else),
        cmocka_unit_test(a_message_that_is_cut_in_its_fixed_part_is_bad),
        cmocka_unit_test(a_message_of_another_family_is_bad),
        cmocka_unit_test(mark_and_v6only_are_known_only_when_told),
        cmocka_unit_test(every_number_goes_where_it_belongs),
        cmocka_unit_test(blocks_are_facts_with_the_length_that_the_kernel_gave),
        cmocka_unit_test(unknown_empty_and_long_attributes_are_passed_over),
        cmocka_unit_test(a_short_attribute_is_unknown_and_a_longer_one_is_read),
        cmocka_unit_test(nothing_behind_an_attribute_with_a_wrong_length_is_trusted),
        cmocka_unit_test(a_message_that_is_cut_in_its_attributes_is_read_as_far_as_it_goes),
        cmocka_unit_test(random_bytes_are_survived),
        cmocka_unit_test(all_tables_at_once_have_sockets_of_both_families_and_no_other),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
