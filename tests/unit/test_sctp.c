/* SPDX-License-Identifier: MIT */
#include <netinet/in.h>
#include <sys/socket.h>

#include <linux/sctp.h>

#include "family/families.h"
#include "family_message.h"

static void put_address(struct sockaddr_storage *storage, int address_family, const char *text,
                        uint32_t scope)
{
    memset(storage, 0, sizeof(*storage));
    storage->ss_family = (sa_family_t)address_family;
    void *bytes = address_family == AF_INET ? (void *)&((struct sockaddr_in *)storage)->sin_addr
                                            : (void *)&((struct sockaddr_in6 *)storage)->sin6_addr;
    assert_int_equal(inet_pton(address_family, text, bytes), 1);
    if (address_family == AF_INET6)
        ((struct sockaddr_in6 *)storage)->sin6_scope_id = scope;
}

static struct message endpoint_message(uint8_t state)
{
    struct message message = {0};
    struct inet_diag_msg body = diag_body(AF_INET, "192.0.2.1", "0.0.0.0");
    struct sockaddr_storage locals[2];
    struct sctp_info info = {.sctpi_s_autoclose = 30, .sctpi_s_nodelay = 1};
    body.idiag_state = state;
    body.id.idiag_dport = 0;
    put_address(&locals[0], AF_INET, "192.0.2.1", 0);
    put_address(&locals[1], AF_INET, "192.0.2.2", 0);
    message_put(&message, &body, sizeof(body));
    message_put_attribute(&message, INET_DIAG_INFO, &info, sizeof(info));
    message_put_attribute(&message, INET_DIAG_LOCALS, locals, sizeof(locals));
    return message;
}

static struct message association_message(uint8_t state)
{
    struct message message = {0};
    struct inet_diag_msg body = diag_body(AF_INET6, "2001:db8::1", "2001:db8::9");
    struct sockaddr_storage local, peers[3];
    struct sctp_info info = {
        .sctpi_tag = 0xcafe,
        .sctpi_peer_tag = 0xbeef,
        .sctpi_rwnd = 100,
        .sctpi_instrms = 5,
        .sctpi_peer_sack = 1,
        .sctpi_opackets = UINT64_C(1) << 33,
        .sctpi_p_state = 2,
        .sctpi_p_rto = 3000,
        .sctpi_p_error = 4,
        .sctpi_s_autoclose = 30,
    };
    put_address(&info.sctpi_p_address, AF_INET6, "2001:db8::9", 0);
    body.idiag_state = state;
    body.idiag_timer = 4;
    body.idiag_expires = 250;
    body.idiag_retrans = 1;
    put_address(&local, AF_INET6, "2001:db8::1", 0);
    put_address(&peers[0], AF_INET6, "2001:db8::9", 0);
    put_address(&peers[1], AF_INET, "198.51.100.7", 0);
    put_address(&peers[2], AF_INET6, "fe80::9", 1);
    message_put(&message, &body, sizeof(body));
    message_put_attribute(&message, INET_DIAG_INFO, &info, sizeof(info));
    message_put_attribute(&message, INET_DIAG_LOCALS, &local, sizeof(local));
    message_put_attribute(&message, INET_DIAG_PEERS, peers, sizeof(peers));
    return message;
}

TEST(an_endpoint_has_the_states_of_tcp)
{
    struct message message = endpoint_message(STATE_LISTEN);
    struct parsed parsed = parse_whole(&family_sctp, 0, &message);
    assert_column(&parsed.sock, "netid", "sctp");
    assert_column(&parsed.sock, "type", "unknown");
    assert_column(&parsed.sock, "state", "LISTEN");
    assert_column(&parsed.sock, "local", "192.0.2.1:22");
    assert_column(&parsed.sock, "peer", "0.0.0.0:*");
    assert_column(&parsed.sock, "sctp_locals", "192.0.2.1,192.0.2.2");
    assert_column(&parsed.sock, "sctp_peers", "unknown");
    assert_column(&parsed.sock, "sctp_s_autoclose", "30");
    assert_column(&parsed.sock, "sctp_s_nodelay", "1");
    assert_column(&parsed.sock, "sctp_tag", "unknown");
    assert_column(&parsed.sock, "sctp_p_address", "unknown");
    free(parsed.bytes);
    message = endpoint_message(STATE_CLOSE);
    parsed = parse_whole(&family_sctp, 0, &message);
    assert_column(&parsed.sock, "state", "CLOSE");
    free(parsed.bytes);
}

TEST(an_association_has_states_of_its_own)
{
    static const char *const states[] = {
        "CLOSE",
        "COOKIE_WAIT",
        "COOKIE_ECHOED",
        "ESTABLISHED",
        "SHUTDOWN_PENDING",
        "SHUTDOWN_SENT",
        "SHUTDOWN_RECEIVED",
        "SHUTDOWN_ACK_SENT",
        "unknown",
        "unknown",
        "unknown",
    };
    for (size_t i = 0; i < COUNT_OF(states); i++) {
        struct message message = association_message((uint8_t)i);
        struct parsed parsed = parse_whole(&family_sctp, 1, &message);
        assert_column(&parsed.sock, "state", states[i]);
        free(parsed.bytes);
    }
}

TEST(an_association_shows_its_info)
{
    struct message message = association_message(3);
    struct parsed parsed = parse_whole(&family_sctp, 1, &message);
    assert_column(&parsed.sock, "local", "[2001:db8::1]:22");
    assert_column(&parsed.sock, "peer", "[2001:db8::9]:40000");
    assert_column(&parsed.sock, "sctp_locals", "2001:db8::1");
    assert_column(&parsed.sock, "sctp_peers", "2001:db8::9,198.51.100.7,fe80::9%lo");
    assert_column(&parsed.sock, "sctp_tag", "cafe");
    assert_column(&parsed.sock, "sctp_peer_tag", "beef");
    assert_column(&parsed.sock, "sctp_rwnd", "100");
    assert_column(&parsed.sock, "sctp_instrms", "5");
    assert_column(&parsed.sock, "sctp_peer_sack", "1");
    assert_column(&parsed.sock, "sctp_opackets", "8589934592");
    assert_column(&parsed.sock, "sctp_p_address", "2001:db8::9");
    assert_column(&parsed.sock, "sctp_p_state", "active");
    assert_column(&parsed.sock, "sctp_p_rto_ms", "3000");
    assert_column(&parsed.sock, "sctp_p_error", "4");
    assert_column(&parsed.sock, "sctp_s_autoclose", "unknown");
    assert_column(&parsed.sock, "timer", "on");
    assert_column(&parsed.sock, "timer_expires_ms", "250");
    assert_column(&parsed.sock, "timer_retrans", "1");
    free(parsed.bytes);
}

TEST(an_address_of_no_known_family_is_left_out)
{
    struct message message = {0};
    struct inet_diag_msg body = diag_body(AF_INET, "192.0.2.1", "198.51.100.7");
    struct sockaddr_storage peers[3];
    put_address(&peers[0], AF_INET, "192.0.2.3", 0);
    memset(&peers[1], 0xff, sizeof(peers[1]));
    put_address(&peers[2], AF_INET, "192.0.2.4", 0);
    message_put(&message, &body, sizeof(body));
    message_put_attribute(&message, INET_DIAG_PEERS, peers, sizeof(peers) - 1);
    struct parsed parsed = parse_whole(&family_sctp, 0, &message);
    assert_column(&parsed.sock, "sctp_peers", "192.0.2.3");
    free(parsed.bytes);
}

TEST(the_kernel_is_asked_for_endpoints_or_associations)
{
    struct inet_diag_req_v2 request;
    make_request(&family_sctp, 0, state_bit(STATE_LISTEN), 0, &request, sizeof(request));
    assert_int_equal(request.sdiag_family, AF_INET);
    assert_int_equal(request.sdiag_protocol, IPPROTO_SCTP);
    assert_int_equal(request.idiag_states, 1u << STATE_LISTEN);
    make_request(&family_sctp, 0, state_bit(STATE_CLOSE), 0, &request, sizeof(request));
    assert_int_equal(request.idiag_states, 1u << STATE_LISTEN);
    make_request(&family_sctp, 0, state_bit(STATE_COOKIE_WAIT), 0, &request, sizeof(request));
    assert_int_equal(request.idiag_states, 1u << STATE_ESTABLISHED);
    make_request(&family_sctp, 0, state_all(), 0, &request, sizeof(request));
    assert_int_equal(request.idiag_states, 1u << STATE_LISTEN | 1u << STATE_ESTABLISHED);
}

TEST(damaged_messages_are_survived)
{
    struct message message = association_message(3);
    check_every_cut(&family_sctp, 1, &message, sizeof(struct inet_diag_msg));
    assert_int_not_equal(check_changed_bytes(&family_sctp, 1, &message), 0);
    message = endpoint_message(STATE_LISTEN);
    check_every_cut(&family_sctp, 0, &message, sizeof(struct inet_diag_msg));
}

/* DCCP is TCP's layout with another number. */
static struct message dccp_message(uint8_t state)
{
    struct message message = {0};
    struct inet_diag_msg body = diag_body(AF_INET, "192.0.2.1", "198.51.100.7");
    body.idiag_state = state;
    message_put(&message, &body, sizeof(body));
    message_put_attribute(&message, INET_DIAG_SHUTDOWN, &(uint8_t){3}, 1);
    return message;
}

TEST(dccp_is_asked_and_read_as_tcp)
{
    struct inet_diag_req_v2 request;
    make_request(&family_dccp, 1, state_bit(STATE_ESTABLISHED), 0, &request, sizeof(request));
    assert_int_equal(request.sdiag_family, AF_INET6);
    assert_int_equal(request.sdiag_protocol, IPPROTO_DCCP);
    assert_int_equal(request.idiag_states, 1u << STATE_ESTABLISHED);

    struct message message = dccp_message(STATE_ESTABLISHED);
    struct parsed parsed = parse_whole(&family_dccp, 0, &message);
    assert_column(&parsed.sock, "netid", "dccp");
    assert_column(&parsed.sock, "type", "dccp");
    assert_column(&parsed.sock, "state", "ESTABLISHED");
    assert_column(&parsed.sock, "local", "192.0.2.1:22");
    assert_column(&parsed.sock, "recv_q", "11");
    free(parsed.bytes);
    check_every_cut(&family_dccp, 0, &message, sizeof(struct inet_diag_msg));
    assert_int_not_equal(check_changed_bytes(&family_dccp, 0, &message), 0);
}

TEST(states_of_dccp_that_tcp_lacks_are_unknown)
{
    static const struct {
        uint8_t number;
        const char *state;
    } rows[] = {{STATE_LISTEN, "LISTEN"}, {STATE_CLOSE, "CLOSE"}, {STATE_CLOSING, "CLOSING"},
                {12, "unknown"},          {13, "unknown"},        {14, "unknown"},
                {255, "unknown"}};
    for (size_t i = 0; i < COUNT_OF(rows); i++) {
        struct message message = dccp_message(rows[i].number);
        struct parsed parsed = parse_whole(&family_dccp, 0, &message);
        assert_column(&parsed.sock, "state", rows[i].state);
        free(parsed.bytes);
    }
}

int main(void)
{
    static const struct CMUnitTest tests[] = {
        cmocka_unit_test(an_endpoint_has_the_states_of_tcp),
        cmocka_unit_test(an_association_has_states_of_its_own),
        cmocka_unit_test(an_association_shows_its_info),
        cmocka_unit_test(an_address_of_no_known_family_is_left_out),
        cmocka_unit_test(the_kernel_is_asked_for_endpoints_or_associations),
        cmocka_unit_test(damaged_messages_are_survived),
        cmocka_unit_test(dccp_is_asked_and_read_as_tcp),
        cmocka_unit_test(states_of_dccp_that_tcp_lacks_are_unknown),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
