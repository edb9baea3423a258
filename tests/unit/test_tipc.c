/* SPDX-License-Identifier: MIT */
#include <linux/tipc_netlink.h>
#include <linux/tipc_sockets_diag.h>
#include <sys/socket.h>

#include "family/families.h"
#include "family_message.h"

static void put_number(struct message *message, uint16_t type, uint32_t number)
{
    message_put_attribute(message, type, &number, sizeof(number));
}

static void put_nest(struct message *message, uint16_t type, const struct message *inner)
{
    message_put_attribute(message, type | NLA_F_NESTED, inner->bytes, inner->length);
}

/* As the kernel builds it: one attribute around all. */
static struct message wrap(const struct message *inner)
{
    struct message message = {0};
    message_put_attribute(&message, TIPC_NLA_SOCK, inner->bytes, inner->length);
    return message;
}

static void put_identity(struct message *inner, uint32_t type, uint32_t state)
{
    uint64_t cookie = UINT64_C(0x0123456789abcdef);
    put_number(inner, TIPC_NLA_SOCK_TYPE, type);
    put_number(inner, TIPC_NLA_SOCK_TIPC_STATE, state);
    put_number(inner, TIPC_NLA_SOCK_INO, 4242);
    put_number(inner, TIPC_NLA_SOCK_UID, 1000);
    message_put_attribute(inner, TIPC_NLA_SOCK_COOKIE, &cookie, sizeof(cookie));
}

static void put_statistics(struct message *inner, bool congested)
{
    struct message statistics = {0};
    put_number(&statistics, TIPC_NLA_SOCK_STAT_RCVQ, 3);
    put_number(&statistics, TIPC_NLA_SOCK_STAT_SENDQ, 4);
    put_number(&statistics, TIPC_NLA_SOCK_STAT_DROP, 5);
    if (congested)
        message_put_attribute(&statistics, TIPC_NLA_SOCK_STAT_LINK_CONG, "", 0);
    put_nest(inner, TIPC_NLA_SOCK_STAT, &statistics);
}

static struct message connected_message(void)
{
    struct message inner = {0}, connection = {0};
    put_number(&inner, TIPC_NLA_SOCK_REF, 3456789012u);
    put_number(&inner, TIPC_NLA_SOCK_ADDR, 16781313);
    put_number(&connection, TIPC_NLA_CON_NODE, 16781314);
    put_number(&connection, TIPC_NLA_CON_SOCK, 99);
    message_put_attribute(&connection, TIPC_NLA_CON_FLAG, "", 0);
    put_number(&connection, TIPC_NLA_CON_TYPE, 18888);
    put_number(&connection, TIPC_NLA_CON_INST, 17);
    put_nest(&inner, TIPC_NLA_SOCK_CON, &connection);
    put_identity(&inner, SOCK_SEQPACKET, STATE_ESTABLISHED);
    put_statistics(&inner, true);
    return wrap(&inner);
}

static struct message open_message(uint32_t type, uint32_t state)
{
    struct message inner = {0};
    put_number(&inner, TIPC_NLA_SOCK_REF, 77);
    put_number(&inner, TIPC_NLA_SOCK_ADDR, 0);
    message_put_attribute(&inner, TIPC_NLA_SOCK_HAS_PUBL, "", 0);
    put_identity(&inner, type, state);
    put_statistics(&inner, false);
    return wrap(&inner);
}

TEST(a_connection_has_two_ends)
{
    struct message message = connected_message();
    struct parsed parsed = parse_whole(&family_tipc, 0, &message);
    assert_column(&parsed.sock, "netid", "ti_sq");
    assert_column(&parsed.sock, "family", "tipc");
    assert_column(&parsed.sock, "type", "seqpacket");
    assert_column(&parsed.sock, "state", "ESTABLISHED");
    assert_column(&parsed.sock, "local", "16781313:3456789012");
    assert_column(&parsed.sock, "local_address", "16781313");
    assert_column(&parsed.sock, "local_port", "3456789012");
    assert_column(&parsed.sock, "peer", "16781314:99");
    assert_column(&parsed.sock, "recv_q", "3");
    assert_column(&parsed.sock, "send_q", "4");
    assert_column(&parsed.sock, "skmem_d", "5");
    assert_column(&parsed.sock, "inode", "4242");
    assert_column(&parsed.sock, "uid", "1000");
    assert_column(&parsed.sock, "cookie", "123456789abcdef");
    assert_column(&parsed.sock, "tipc_published", "unknown");
    assert_column(&parsed.sock, "tipc_service_type", "18888");
    assert_column(&parsed.sock, "tipc_service_instance", "17");
    assert_column(&parsed.sock, "tipc_link_congested", "1");
    assert_column(&parsed.sock, "tipc_connection_congested", "0");
    free(parsed.bytes);
}

TEST(a_socket_without_a_connection_has_one_end)
{
    struct message message = open_message(SOCK_STREAM, STATE_LISTEN);
    struct parsed parsed = parse_whole(&family_tipc, 0, &message);
    assert_column(&parsed.sock, "netid", "ti_st");
    assert_column(&parsed.sock, "state", "LISTEN");
    assert_column(&parsed.sock, "local", "0:77");
    assert_column(&parsed.sock, "peer", "*:*");
    assert_column(&parsed.sock, "peer_address", "unknown");
    assert_column(&parsed.sock, "tipc_published", "1");
    assert_column(&parsed.sock, "tipc_service_type", "unknown");
    assert_column(&parsed.sock, "tipc_link_congested", "0");
    free(parsed.bytes);
}

TEST(kinds_and_states)
{
    static const struct {
        uint32_t type, number;
        const char *netid, *state;
    } rows[] = {
        {SOCK_STREAM, 7, "ti_st", "CLOSE"},         {SOCK_RDM, 7, "ti_rd", "UNCONN"},
        {SOCK_DGRAM, 7, "ti_dg", "UNCONN"},         {SOCK_SEQPACKET, 2, "ti_sq", "SYN_SENT"},
        {SOCK_SEQPACKET, 8, "ti_sq", "CLOSE_WAIT"}, {SOCK_STREAM, 99, "ti_st", "unknown"},
    };
    for (size_t i = 0; i < COUNT_OF(rows); i++) {
        struct message message = open_message(rows[i].type, rows[i].number);
        struct parsed parsed = parse_whole(&family_tipc, 0, &message);
        assert_column(&parsed.sock, "netid", rows[i].netid);
        assert_column(&parsed.sock, "state", rows[i].state);
        free(parsed.bytes);
    }
}

TEST(what_the_kernel_leaves_out_is_unknown)
{
    struct message inner = {0};
    put_number(&inner, TIPC_NLA_SOCK_TYPE, SOCK_DGRAM);
    struct message message = wrap(&inner);
    struct parsed parsed = parse_whole(&family_tipc, 0, &message);
    static const char *const names[] = {"state",  "local",   "local_port",
                                        "recv_q", "uid",     "inode",
                                        "cookie", "skmem_d", "tipc_link_congested"};
    for (size_t i = 0; i < COUNT_OF(names); i++)
        assert_column(&parsed.sock, names[i], "unknown");
    free(parsed.bytes);
}

/* The kernel answers with an empty message for a socket in a state that was not asked for. */
TEST(an_empty_message_is_passed_over)
{
    struct parsed parsed = parse_part(&family_tipc, 0, "", 0);
    assert_int_equal(parsed.result, PARSE_SKIP);
    free(parsed.bytes);
}

TEST(a_type_that_is_none_is_no_socket)
{
    static const uint32_t types[] = {0, SOCK_RAW, 256 + SOCK_STREAM, UINT32_MAX};
    for (size_t i = 0; i < COUNT_OF(types); i++) {
        struct message message = open_message(types[i], STATE_LISTEN);
        struct parsed parsed = parse_part(&family_tipc, 0, message.bytes, message.length);
        assert_int_equal(parsed.result, PARSE_BAD);
        free(parsed.bytes);
    }
}

TEST(the_states_are_asked_for)
{
    struct tipc_sock_diag_req request;
    make_request(&family_tipc, 0, state_bit(STATE_ESTABLISHED) | state_bit(STATE_UNCONN), 0,
                 &request, sizeof(request));
    assert_int_equal(request.sdiag_family, AF_TIPC);
    assert_int_equal(request.sdiag_protocol, 0);
    assert_int_equal(request.tidiag_states, 1u << 1 | 1u << 7);
}

TEST(damaged_messages_are_survived)
{
    struct message message = connected_message();
    check_every_cut(&family_tipc, 0, &message, message.length);
    assert_int_not_equal(check_changed_bytes(&family_tipc, 0, &message), 0);
    message = open_message(SOCK_RDM, STATE_CLOSE);
    check_every_cut(&family_tipc, 0, &message, message.length);
    assert_int_not_equal(check_changed_bytes(&family_tipc, 0, &message), 0);
}

int main(void)
{
    static const struct CMUnitTest tests[] = {
        cmocka_unit_test(a_connection_has_two_ends),
        cmocka_unit_test(a_socket_without_a_connection_has_one_end),
        cmocka_unit_test(kinds_and_states),
        cmocka_unit_test(what_the_kernel_leaves_out_is_unknown),
        cmocka_unit_test(an_empty_message_is_passed_over),
        cmocka_unit_test(a_type_that_is_none_is_no_socket),
        cmocka_unit_test(the_states_are_asked_for),
        cmocka_unit_test(damaged_messages_are_survived),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
