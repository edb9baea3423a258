/* SPDX-License-Identifier: MIT */
#include <netinet/in.h>
#include <sys/socket.h>

#include "family/families.h"
#include "family_message.h"
#include "proc_address.h"

enum { RAW, RAW6, ICMP, ICMP6 };

#define HEADER         "  sl  local_address rem_address   st tx_queue rx_queue tr tm->when retrnsmt   uid"
#define PROC_127_0_0_2 PROC_WORD("7F", "00", "00", "02")
#define LINE_IPV4                                                                                  \
    "  35: " PROC_LOOPBACK ":0001 " PROC_127_0_0_2 ":0000 01 "                                     \
    "00000003:00000005 00:00000000 00000000   100        0 4711 2 00000000c34fd1b3 6"
#define LINE_IPV6                                                                                  \
    "  45: 000000000000000000000000" PROC_ONE ":0063 00000000000000000000000000000000:0000 07 "    \
    "00000000:00000000 00:00000000 00000000     0        0 17 2 00000000afd7f26 4294967295"

static enum parse_result parse_line(size_t table, const char *line, size_t length,
                                    struct sock *sock)
{
    char *copy = exact_copy(line, length);
    enum parse_result result =
        family_raw.parse_proc(&family_raw, &family_raw.tables[table], copy, length, sock);
    free(copy);
    return result;
}

TEST(a_raw_socket_of_proc_has_a_protocol_and_no_port)
{
    struct sock sock;
    assert_int_equal(parse_line(RAW, LINE_IPV4, strlen(LINE_IPV4), &sock), PARSE_OK);
    assert_column(&sock, "netid", "raw");
    assert_column(&sock, "type", "raw");
    assert_column(&sock, "state", "ESTABLISHED");
    assert_column(&sock, "local", "127.0.0.1:1");
    assert_named_column(&sock, "local", "127.0.0.1:icmp");
    assert_column(&sock, "peer", "127.0.0.2:*");
    assert_column(&sock, "local_address", "127.0.0.1");
    assert_column(&sock, "local_port", "unknown");
    assert_named_column(&sock, "local_service", "unknown");
    assert_column(&sock, "protocol", "icmp");
    assert_named_column(&sock, "protocol", "icmp");
    assert_column(&sock, "protocol_number", "1");
    assert_column(&sock, "recv_q", "5");
    assert_column(&sock, "send_q", "3");
    assert_column(&sock, "uid", "100");
    assert_column(&sock, "inode", "4711");
    assert_column(&sock, "skmem_d", "6");
}

TEST(a_ping_socket_of_proc_has_an_identifier)
{
    struct sock sock;
    assert_int_equal(parse_line(ICMP6, LINE_IPV6, strlen(LINE_IPV6), &sock), PARSE_OK);
    assert_column(&sock, "netid", "icmp6");
    assert_column(&sock, "type", "dgram");
    assert_column(&sock, "state", "UNCONN");
    assert_named_column(&sock, "local", "[::1]:99");
    assert_column(&sock, "local_port", "99");
    assert_column(&sock, "peer", "[::]:*");
    assert_column(&sock, "peer_port", "0");
    assert_named_column(&sock, "protocol", "ipv6-icmp");
    assert_column(&sock, "skmem_d", "4294967295");
    assert_int_equal(parse_line(ICMP, LINE_IPV4, strlen(LINE_IPV4), &sock), PARSE_OK);
    assert_column(&sock, "netid", "icmp");
    assert_named_column(&sock, "protocol", "icmp");
}

TEST(an_unknown_protocol_is_a_number)
{
    struct message message = {0};
    struct inet_diag_msg body = diag_body(AF_INET, "192.0.2.1", "0.0.0.0");
    body.idiag_state = STATE_CLOSE;
    body.id.idiag_sport = htons(253);
    message_put(&message, &body, sizeof(body));
    struct parsed parsed = parse_whole(&family_raw, RAW, &message);
    assert_named_column(&parsed.sock, "protocol", "253");
    assert_named_column(&parsed.sock, "local", "192.0.2.1:253");
    free(parsed.bytes);
}

TEST(the_file_may_end_before_the_drops)
{
    struct sock sock;
    const char *inode = strstr(LINE_IPV4, " 2 0000");
    size_t length = (size_t)(strlen(LINE_IPV4) - strlen(inode));
    assert_int_equal(parse_line(RAW, LINE_IPV4, length, &sock), PARSE_OK);
    assert_column(&sock, "inode", "4711");
    assert_column(&sock, "skmem_d", "unknown");
    static const char *const odd[] = {" 2 0 x", " 2 0 -1", " 2 0 4294967296", " 2 0"};
    for (size_t i = 0; i < COUNT_OF(odd); i++) {
        char line[sizeof(LINE_IPV4) + 32];
        snprintf(line, sizeof(line), "%.*s%s", (int)length, LINE_IPV4, odd[i]);
        assert_int_equal(parse_line(RAW, line, strlen(line), &sock), PARSE_OK);
        assert_column(&sock, "skmem_d", "unknown");
    }
}

TEST(tcp_has_no_drops_there)
{
    struct sock sock;
    assert_int_equal(family_tcp.parse_proc(&family_tcp, &family_tcp.tables[0], LINE_IPV4,
                                           strlen(LINE_IPV4), &sock),
                     PARSE_OK);
    assert_column(&sock, "skmem_d", "unknown");
    assert_int_equal(family_udp.parse_proc(&family_udp, &family_udp.tables[0], LINE_IPV4,
                                           strlen(LINE_IPV4), &sock),
                     PARSE_OK);
    assert_column(&sock, "skmem_d", "6");
}

TEST(every_cut_of_a_line_is_survived)
{
    size_t good = 0;
    for (size_t length = 0; length <= strlen(LINE_IPV4); length++) {
        struct sock sock;
        enum parse_result result = parse_line(RAW, LINE_IPV4, length, &sock);
        assert_int_not_equal(result, PARSE_SKIP);
        if (result == PARSE_OK)
            good++;
    }
    assert_in_range(good, 1, sizeof(" 4711 2 00000000c34fd1b3 6"));
    struct sock sock;
    assert_int_equal(parse_line(RAW6, LINE_IPV4, strlen(LINE_IPV4), &sock), PARSE_BAD);
    assert_int_equal(parse_line(RAW, LINE_IPV6, strlen(LINE_IPV6), &sock), PARSE_BAD);
}

TEST(the_header_is_no_socket)
{
    struct sock sock;
    static const char header[] = HEADER "  timeout inode ref pointer drops";
    assert_int_equal(parse_line(RAW, header, strlen(header), &sock), PARSE_SKIP);
}

TEST(raw_diag_is_asked_and_read)
{
    struct inet_diag_req_v2 request;
    make_request(&family_raw, RAW6, state_bit(STATE_UNCONN), 0, &request, sizeof(request));
    assert_int_equal(request.sdiag_family, AF_INET6);
    assert_int_equal(request.sdiag_protocol, IPPROTO_RAW);
    assert_int_equal(request.idiag_states, 1u << STATE_CLOSE);

    struct message message = {0};
    struct inet_diag_msg body = diag_body(AF_INET6, "::1", "::2");
    body.id.idiag_sport = htons(IPPROTO_ICMPV6);
    body.id.idiag_dport = 0;
    message_put(&message, &body, sizeof(body));
    message_put_attribute(&message, INET_DIAG_PROTOCOL, &(uint8_t){IPPROTO_ICMPV6}, 1);
    message_put_attribute(&message, INET_DIAG_SKMEMINFO, (uint32_t[9]){[8] = 77}, 36);
    struct parsed parsed = parse_whole(&family_raw, RAW6, &message);
    assert_column(&parsed.sock, "netid", "raw");
    assert_named_column(&parsed.sock, "local", "[::1]:ipv6-icmp");
    assert_named_column(&parsed.sock, "peer", "[::2]:*");
    assert_named_column(&parsed.sock, "protocol", "ipv6-icmp");
    assert_column(&parsed.sock, "skmem_d", "77");
    free(parsed.bytes);
    check_every_cut(&family_raw, RAW6, &message, sizeof(body));
    assert_int_not_equal(check_changed_bytes(&family_raw, RAW6, &message), 0);
}

TEST(a_ping_table_is_asked_by_its_own_protocol)
{
    struct inet_diag_req_v2 request;
    make_request(&family_raw, ICMP, state_all(), 0, &request, sizeof(request));
    assert_int_equal(request.sdiag_protocol, IPPROTO_ICMP);
    make_request(&family_raw, ICMP6, state_all(), 0, &request, sizeof(request));
    assert_int_equal(request.sdiag_protocol, IPPROTO_ICMPV6);
}

int main(void)
{
    static const struct CMUnitTest tests[] = {
        cmocka_unit_test(a_raw_socket_of_proc_has_a_protocol_and_no_port),
        cmocka_unit_test(a_ping_socket_of_proc_has_an_identifier),
        cmocka_unit_test(an_unknown_protocol_is_a_number),
        cmocka_unit_test(the_file_may_end_before_the_drops),
        cmocka_unit_test(tcp_has_no_drops_there),
        cmocka_unit_test(every_cut_of_a_line_is_survived),
        cmocka_unit_test(the_header_is_no_socket),
        cmocka_unit_test(raw_diag_is_asked_and_read),
        cmocka_unit_test(a_ping_table_is_asked_by_its_own_protocol),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
