/* SPDX-License-Identifier: MIT */
#include "family/families.h"
#include "source/events.h"

#include <linux/sock_diag.h>
#include <netinet/in.h>

#include "diag_message.h"

/* The body of what the kernel sends of a destroyed socket: no user, file or timer. */
static struct message destroyed(int address_family, const char *local, const char *peer,
                                uint8_t protocol)
{
    struct message message = {.length = 0};
    struct inet_diag_msg body = diag_body(address_family, local, peer);
    body.idiag_state = STATE_CLOSE;
    body.idiag_uid = 0;
    body.idiag_inode = 0;
    message_put(&message, &body, sizeof(body));
    message_put_attribute(&message, INET_DIAG_PROTOCOL, &protocol, sizeof(protocol));
    return message;
}

static enum parse_result parse(const struct message *message, struct sock *sock)
{
    char *copy = exact_copy(message->bytes, message->length);
    enum parse_result result = events_parse(copy, message->length, sock);
    free(copy);
    return result;
}

TEST(the_protocol_and_the_address_choose_the_table)
{
    static const struct {
        int address_family;
        const char *address;
        uint8_t protocol;
        const struct family *family;
    } cases[] = {
        {AF_INET, "127.0.0.1", IPPROTO_TCP, &family_tcp},
        {AF_INET6, "::1", IPPROTO_TCP, &family_tcp},
        {AF_INET, "127.0.0.1", IPPROTO_UDP, &family_udp},
        {AF_INET6, "::1", IPPROTO_UDP, &family_udp},
    };
    for (size_t i = 0; i < COUNT_OF(cases); i++) {
        struct message message = destroyed(cases[i].address_family, cases[i].address,
                                           cases[i].address, cases[i].protocol);
        struct sock sock;
        assert_int_equal(parse(&message, &sock), PARSE_OK);
        assert_ptr_equal(sock.from, cases[i].family);
        assert_int_equal(sock.family, cases[i].address_family);
        assert_int_equal(sock.cookie, UINT64_C(0x0123456789abcdef));
        assert_int_equal(sock.local.port, 22);
        assert_int_equal(sock.peer.port, 40000);
    }
}

TEST(what_the_message_does_not_tell_is_unknown)
{
    struct message message = destroyed(AF_INET, "127.0.0.1", "127.0.0.2", IPPROTO_TCP);
    struct sock sock;
    assert_int_equal(parse(&message, &sock), PARSE_OK);
    assert_int_equal(sock.have & EVENTS_LACK, 0);
    assert_true(sock.have & HAVE_STATE);
    assert_int_equal(sock.state, STATE_CLOSE);
    assert_true(sock.have & HAVE_RECV_Q && sock.have & HAVE_SEND_Q);
    assert_int_equal(sock.recv_q, 11);
    assert_int_equal(sock.send_q, 12);
}

TEST(a_queue_below_nothing_is_unknown)
{
    struct message message = destroyed(AF_INET, "127.0.0.1", "0.0.0.0", IPPROTO_UDP);
    const uint32_t below = UINT32_MAX;
    struct sock sock;
    memcpy(message.bytes + offsetof(struct inet_diag_msg, idiag_wqueue), &below, sizeof(below));
    assert_int_equal(parse(&message, &sock), PARSE_OK);
    assert_true(sock.have & HAVE_RECV_Q);
    assert_false(sock.have & HAVE_SEND_Q);
    assert_int_equal(sock.state, STATE_UNCONN);
}

TEST(the_queue_of_an_aborted_connection_is_unknown)
{
    struct message message = destroyed(AF_INET, "0.0.0.0", "127.0.0.1", IPPROTO_TCP);
    struct inet_diag_msg body;
    struct sock sock;
    memcpy(&body, message.bytes, sizeof(body));
    body.id.idiag_dport = 0;
    memcpy(message.bytes, &body, sizeof(body));
    assert_int_equal(parse(&message, &sock), PARSE_OK);
    assert_false(sock.have & HAVE_SEND_Q);
    assert_true(sock.have & HAVE_RECV_Q);
}

TEST(details_of_the_protocol_are_read)
{
    struct message message = destroyed(AF_INET, "127.0.0.1", "127.0.0.2", IPPROTO_TCP);
    static const char info[232] = {1};
    message_put_attribute(&message, INET_DIAG_INFO, info, sizeof(info));
    struct sock sock;
    assert_int_equal(parse(&message, &sock), PARSE_OK);
    assert_int_equal(sock_fact(&sock, FACT_TCP_INFO).length, sizeof(info));
}

TEST(other_protocols_are_passed_over)
{
    struct sock sock;
    struct message message = destroyed(AF_INET, "127.0.0.1", "127.0.0.1", IPPROTO_UDPLITE);
    assert_int_equal(parse(&message, &sock), PARSE_SKIP);
    message = destroyed(AF_INET, "127.0.0.1", "127.0.0.1", IPPROTO_TCP);
    message.bytes[0] = AF_UNIX;
    assert_int_equal(parse(&message, &sock), PARSE_SKIP);
    message.length = sizeof(struct inet_diag_msg);
    assert_int_equal(parse(&message, &sock), PARSE_SKIP);
}

TEST(every_cut_is_survived)
{
    struct message message = destroyed(AF_INET6, "::1", "::1", IPPROTO_TCP);
    struct sock sock;
    for (size_t length = message.length; length-- > 0;) {
        message.length = length;
        enum parse_result result = parse(&message, &sock);
        assert_int_equal(result, length < sizeof(struct inet_diag_msg)       ? PARSE_BAD
                                 : length < sizeof(struct inet_diag_msg) + 5 ? PARSE_SKIP
                                                                             : PARSE_OK);
    }
}

TEST(any_bytes_are_survived)
{
    uint64_t seed = 4;
    for (int i = 0; i < 20000; i++) {
        struct message message = destroyed(AF_INET, "127.0.0.1", "127.0.0.1", IPPROTO_TCP);
        struct sock sock;
        message.length = (size_t)random_below(&seed, 200);
        if (i % 2 == 0)
            random_fill(&seed, message.bytes, message.length);
        else if (message.length > 0)
            message.bytes[random_below(&seed, message.length)] ^= (char)random_next(&seed);
        parse(&message, &sock);
    }
}

TEST(only_tcp_and_udp_have_events)
{
    for (size_t i = 0; i < families_count; i++) {
        for (size_t j = 0; j < families[i]->table_count; j++) {
            bool has = families[i] == &family_tcp || families[i] == &family_udp;
            assert_int_equal(families[i]->tables[j].destroy_group != 0, has);
        }
    }
    assert_int_equal(family_tcp.tables[0].destroy_group, SKNLGRP_INET_TCP_DESTROY);
    assert_int_equal(family_udp.tables[1].destroy_group, SKNLGRP_INET6_UDP_DESTROY);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(the_protocol_and_the_address_choose_the_table),
        cmocka_unit_test(what_the_message_does_not_tell_is_unknown),
        cmocka_unit_test(a_queue_below_nothing_is_unknown),
        cmocka_unit_test(the_queue_of_an_aborted_connection_is_unknown),
        cmocka_unit_test(details_of_the_protocol_are_read),
        cmocka_unit_test(other_protocols_are_passed_over),
        cmocka_unit_test(every_cut_is_survived),
        cmocka_unit_test(any_bytes_are_survived),
        cmocka_unit_test(only_tcp_and_udp_have_events),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
