/* SPDX-License-Identifier: MIT */
#include <sys/socket.h>

#include <linux/vm_sockets.h>
#include <linux/vm_sockets_diag.h>

#include "family/families.h"
#include "family_message.h"

static struct message sample_message(uint8_t type, uint8_t state, uint32_t peer_cid,
                                     uint32_t peer_port)
{
    struct message message = {0};
    struct vsock_diag_msg body = {
        .vdiag_family = AF_VSOCK,
        .vdiag_type = type,
        .vdiag_state = state,
        .vdiag_shutdown = 2,
        .vdiag_src_cid = VMADDR_CID_HOST,
        .vdiag_src_port = 4294967294u,
        .vdiag_dst_cid = peer_cid,
        .vdiag_dst_port = peer_port,
        .vdiag_ino = 4242,
        .vdiag_cookie = {0x89abcdef, 0x01234567},
    };
    message_put(&message, &body, sizeof(body));
    return message;
}

TEST(a_connection_has_two_ends)
{
    struct message message = sample_message(SOCK_STREAM, STATE_ESTABLISHED, 77, 1024);
    struct parsed parsed = parse_whole(&family_vsock, 0, &message);
    assert_column(&parsed.sock, "netid", "v_str");
    assert_column(&parsed.sock, "family", "vsock");
    assert_column(&parsed.sock, "type", "stream");
    assert_column(&parsed.sock, "state", "ESTABLISHED");
    assert_column(&parsed.sock, "local", "2:4294967294");
    assert_column(&parsed.sock, "local_address", "2");
    assert_column(&parsed.sock, "local_port", "4294967294");
    assert_column(&parsed.sock, "peer", "77:1024");
    assert_column(&parsed.sock, "peer_port", "1024");
    assert_column(&parsed.sock, "inode", "4242");
    assert_column(&parsed.sock, "cookie", "123456789abcdef");
    assert_column(&parsed.sock, "recv_q", "unknown");
    assert_column(&parsed.sock, "uid", "unknown");
    assert_true(parsed.sock.have & HAVE_SHUTDOWN);
    assert_int_equal(parsed.sock.shutdown, 2);
    free(parsed.bytes);
}

TEST(any_is_a_star_and_port_0_is_a_port)
{
    struct message message =
        sample_message(SOCK_STREAM, STATE_LISTEN, VMADDR_CID_ANY, VMADDR_PORT_ANY);
    struct parsed parsed = parse_whole(&family_vsock, 0, &message);
    assert_column(&parsed.sock, "state", "LISTEN");
    assert_column(&parsed.sock, "peer", "*:*");
    assert_column(&parsed.sock, "peer_address", "unknown");
    assert_column(&parsed.sock, "peer_port", "unknown");
    free(parsed.bytes);
    message = sample_message(SOCK_STREAM, STATE_ESTABLISHED, VMADDR_CID_HYPERVISOR, 0);
    parsed = parse_whole(&family_vsock, 0, &message);
    assert_column(&parsed.sock, "peer", "0:0");
    assert_column(&parsed.sock, "peer_address", "0");
    assert_column(&parsed.sock, "peer_port", "0");
    free(parsed.bytes);
}

TEST(kinds_and_states)
{
    static const struct {
        uint8_t type, number;
        const char *netid, *state;
    } rows[] = {
        {SOCK_STREAM, 7, "v_str", "CLOSE"},       {SOCK_DGRAM, 7, "v_dgr", "UNCONN"},
        {SOCK_SEQPACKET, 2, "v_seq", "SYN_SENT"}, {SOCK_SEQPACKET, 11, "v_seq", "CLOSING"},
        {SOCK_STREAM, 12, "v_str", "unknown"},    {SOCK_STREAM, 255, "v_str", "unknown"},
    };
    for (size_t i = 0; i < COUNT_OF(rows); i++) {
        struct message message = sample_message(rows[i].type, rows[i].number, 1, 1);
        struct parsed parsed = parse_whole(&family_vsock, 0, &message);
        assert_column(&parsed.sock, "netid", rows[i].netid);
        assert_column(&parsed.sock, "state", rows[i].state);
        free(parsed.bytes);
    }
}

TEST(another_family_or_type_is_no_vsock)
{
    struct message message = sample_message(SOCK_RAW, STATE_LISTEN, 1, 1);
    struct parsed parsed = parse_part(&family_vsock, 0, message.bytes, message.length);
    assert_int_equal(parsed.result, PARSE_BAD);
    free(parsed.bytes);
    message = sample_message(SOCK_STREAM, STATE_LISTEN, 1, 1);
    message.bytes[0] = AF_INET;
    parsed = parse_part(&family_vsock, 0, message.bytes, message.length);
    assert_int_equal(parsed.result, PARSE_BAD);
    free(parsed.bytes);
}

TEST(the_states_are_asked_for)
{
    struct vsock_diag_req request;
    make_request(&family_vsock, 0, state_bit(STATE_LISTEN) | state_bit(STATE_UNCONN), 0, &request,
                 sizeof(request));
    assert_int_equal(request.sdiag_family, AF_VSOCK);
    assert_int_equal(request.sdiag_protocol, 0);
    assert_int_equal(request.vdiag_states, 1u << 10 | 1u << 7);
    assert_int_equal(request.vdiag_ino | request.vdiag_show, 0);
    make_request(&family_vsock, 0, state_bit(STATE_TIME_WAIT), 0, &request, sizeof(request));
    assert_int_equal(request.vdiag_states, 0);
}

TEST(damaged_messages_are_survived)
{
    struct message message = sample_message(SOCK_DGRAM, STATE_CLOSE, 77, 1024);
    check_every_cut(&family_vsock, 0, &message, sizeof(struct vsock_diag_msg));
    assert_int_not_equal(check_changed_bytes(&family_vsock, 0, &message), 0);
}

int main(void)
{
    static const struct CMUnitTest tests[] = {
        cmocka_unit_test(a_connection_has_two_ends),
        cmocka_unit_test(any_is_a_star_and_port_0_is_a_port),
        cmocka_unit_test(kinds_and_states),
        cmocka_unit_test(another_family_or_type_is_no_vsock),
        cmocka_unit_test(the_states_are_asked_for),
        cmocka_unit_test(damaged_messages_are_survived),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
