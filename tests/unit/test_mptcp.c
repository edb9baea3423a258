/* SPDX-License-Identifier: MIT */
#include <linux/mptcp.h>
#include <netinet/in.h>
#include <sys/socket.h>

#include "family/families.h"
#include "family/mptcp_info.h"
#include "family_message.h"

static struct mptcp_connection_info sample_info(void)
{
    return (struct mptcp_connection_info){
        .subflows = 2,
        .add_addr_signal = 3,
        .subflows_max = 8,
        .flags = MPTCP_INFO_FLAG_REMOTE_KEY_RECEIVED,
        .token = 0xdeadbeef,
        .write_seq = UINT64_C(0xfedcba9876543210),
        .local_addr_used = 4,
        .csum_enabled = 1,
        .retransmits = 5,
        .bytes_sent = UINT64_C(1) << 40,
        .subflows_total = 6,
        .last_ack_recv = 7,
    };
}

static struct message sample_message(uint8_t state, size_t info_length)
{
    struct message message = {0};
    struct mptcp_connection_info info = sample_info();
    struct inet_diag_msg body = diag_body(AF_INET, "192.0.2.1", "198.51.100.7");
    body.idiag_state = state;
    message_put(&message, &body, sizeof(body));
    message_put_attribute(&message, INET_DIAG_INFO, &info, info_length);
    return message;
}

TEST(the_kernel_layout_begins_as_the_headers_say)
{
#define SAME(field)                                                                                \
    assert_int_equal(offsetof(struct mptcp_connection_info, field),                                \
                     offsetof(struct mptcp_info, mptcpi_##field))
    SAME(subflows);
    SAME(add_addr_signal);
    SAME(add_addr_accepted);
    SAME(subflows_max);
    SAME(add_addr_signal_max);
    SAME(add_addr_accepted_max);
    SAME(flags);
    SAME(token);
    SAME(write_seq);
    SAME(snd_una);
    SAME(rcv_nxt);
    SAME(local_addr_used);
    SAME(local_addr_max);
    SAME(csum_enabled);
#undef SAME
}

TEST(the_protocol_is_asked_for_by_an_attribute)
{
    struct {
        struct inet_diag_req_v2 message;
        struct nlattr header;
        uint32_t protocol;
    } request;
    make_request(&family_mptcp, 1, state_bit(STATE_LISTEN), NEED_INFO, &request, sizeof(request));
    assert_int_equal(request.message.sdiag_family, AF_INET6);
    assert_int_equal(request.message.sdiag_protocol, 0);
    assert_int_equal(request.message.idiag_states, 1u << STATE_LISTEN);
    assert_true(request.message.idiag_ext & 1u << (INET_DIAG_INFO - 1));
    assert_int_equal(request.header.nla_type, INET_DIAG_REQ_PROTOCOL);
    assert_int_equal(request.header.nla_len, 8);
    assert_int_equal(request.protocol, 262);
}

TEST(a_connection_shows_its_info)
{
    struct message message =
        sample_message(STATE_ESTABLISHED, sizeof(struct mptcp_connection_info));
    struct parsed parsed = parse_whole(&family_mptcp, 0, &message);
    assert_column(&parsed.sock, "netid", "mptcp");
    assert_column(&parsed.sock, "type", "stream");
    assert_column(&parsed.sock, "state", "ESTABLISHED");
    assert_column(&parsed.sock, "local", "192.0.2.1:22");
    assert_named_column(&parsed.sock, "local_service", "ssh");
    assert_column(&parsed.sock, "mptcp_subflows", "2");
    assert_column(&parsed.sock, "mptcp_add_addr_signal", "3");
    assert_column(&parsed.sock, "mptcp_subflows_max", "8");
    assert_column(&parsed.sock, "mptcp_fallback", "0");
    assert_column(&parsed.sock, "mptcp_remote_key", "1");
    assert_column(&parsed.sock, "mptcp_token", "deadbeef");
    assert_column(&parsed.sock, "mptcp_write_seq", "fedcba9876543210");
    assert_column(&parsed.sock, "mptcp_local_addr_used", "4");
    assert_column(&parsed.sock, "mptcp_csum_enabled", "1");
    assert_column(&parsed.sock, "mptcp_retransmits", "5");
    assert_column(&parsed.sock, "mptcp_bytes_sent", "1099511627776");
    assert_column(&parsed.sock, "mptcp_subflows_total", "6");
    assert_column(&parsed.sock, "mptcp_last_ack_recv_ms", "7");
    assert_int_equal(sock_fact(&parsed.sock, FACT_TCP_INFO).length, 0);
    free(parsed.bytes);
}

TEST(an_older_kernel_knows_less)
{
    struct message message = sample_message(STATE_ESTABLISHED, 40);
    struct parsed parsed = parse_whole(&family_mptcp, 0, &message);
    assert_column(&parsed.sock, "mptcp_token", "deadbeef");
    assert_column(&parsed.sock, "mptcp_local_addr_used", "unknown");
    assert_column(&parsed.sock, "mptcp_bytes_sent", "unknown");
    free(parsed.bytes);
}

TEST(a_listener_has_no_info)
{
    struct message message = sample_message(STATE_LISTEN, sizeof(struct mptcp_connection_info));
    struct parsed parsed = parse_whole(&family_mptcp, 0, &message);
    assert_column(&parsed.sock, "state", "LISTEN");
    assert_column(&parsed.sock, "mptcp_subflows", "unknown");
    assert_column(&parsed.sock, "mptcp_remote_key", "unknown");
    free(parsed.bytes);
}

TEST(the_info_of_tcp_is_another)
{
    struct message message =
        sample_message(STATE_ESTABLISHED, sizeof(struct mptcp_connection_info));
    struct parsed parsed = parse_whole(&family_tcp, 0, &message);
    assert_column(&parsed.sock, "mptcp_subflows", "unknown");
    assert_int_equal(sock_fact(&parsed.sock, FACT_TCP_INFO).length,
                     sizeof(struct mptcp_connection_info));
    free(parsed.bytes);
}

TEST(damaged_messages_are_survived)
{
    struct message message =
        sample_message(STATE_ESTABLISHED, sizeof(struct mptcp_connection_info));
    check_every_cut(&family_mptcp, 0, &message, sizeof(struct inet_diag_msg));
    assert_int_not_equal(check_changed_bytes(&family_mptcp, 0, &message), 0);
}

int main(void)
{
    static const struct CMUnitTest tests[] = {
        cmocka_unit_test(the_kernel_layout_begins_as_the_headers_say),
        cmocka_unit_test(the_protocol_is_asked_for_by_an_attribute),
        cmocka_unit_test(a_connection_shows_its_info),
        cmocka_unit_test(an_older_kernel_knows_less),
        cmocka_unit_test(a_listener_has_no_info),
        cmocka_unit_test(the_info_of_tcp_is_another),
        cmocka_unit_test(damaged_messages_are_survived),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
