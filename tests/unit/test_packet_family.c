/* SPDX-License-Identifier: MIT */
#include <linux/packet_diag.h>

#include "column/columns.h"
#include "diag_message.h"
#include "family/families.h"
#include "family/local.h"
#include "support.h"

static const struct packet_diag_msg fixed = {
    .pdiag_family = AF_PACKET,
    .pdiag_type = SOCK_RAW,
    .pdiag_num = 0x0800,
    .pdiag_ino = 4242,
    .pdiag_cookie = {7, 1},
};

enum { HAVE_FIXED = HAVE_STATE | HAVE_PROTOCOL | HAVE_PEER | HAVE_INODE | HAVE_COOKIE };

static struct sock parse(const struct message *message)
{
    struct sock sock;
    memset(&sock, 0xa5, sizeof(sock));
    assert_int_equal(family_packet.parse_diag(&family_packet, family_packet.tables, message->bytes,
                                              message->length, &sock),
                     PARSE_OK);
    return sock;
}

static struct message start_message(void)
{
    struct message message = {.length = 0};
    message_put(&message, &fixed, sizeof(fixed));
    return message;
}

TEST(a_bare_message_knows_only_what_is_in_it)
{
    struct message message = start_message();
    struct sock sock = parse(&message);
    assert_int_equal(sock.have, HAVE_FIXED);
    assert_string_equal(sock.kind->netid, "p_raw");
    assert_int_equal(sock.protocol, 0x0800);
    assert_int_equal(sock.state, STATE_UNCONN);
    assert_int_equal(sock.inode, 4242);
    assert_true(sock.cookie == UINT64_C(0x100000007));
    assert_int_equal(sock.facts_known, 0);
}

static uint64_t pull(const char *name, const struct sock *sock)
{
    struct lookups lookups = {0};
    struct value value;
    const struct column *column = column_find(slice_of(name));
    assert_non_null(column);
    bool known = column_get(column, sock, &lookups, &value);
    uint64_t number = value.number;
    lookups_free(&lookups);
    return known ? number : UINT64_MAX;
}

TEST(every_attribute_is_read)
{
    const struct packet_diag_info info = {
        .pdi_index = 3, .pdi_version = 2, .pdi_reserve = 16, .pdi_copy_thresh = 9, .pdi_tstamp = 4};
    const struct packet_diag_ring ring = {1, 2, 3, 4, 5, 6, 7};
    const uint32_t uid = 1000, memory[9] = {11, 0, 12}, fanout = 7 | 5 << 16;
    struct message message = start_message();
    message_put_attribute(&message, PACKET_DIAG_INFO, &info, sizeof(info));
    message_put_attribute(&message, PACKET_DIAG_UID, &uid, sizeof(uid));
    message_put_attribute(&message, PACKET_DIAG_MEMINFO, memory, sizeof(memory));
    message_put_attribute(&message, PACKET_DIAG_RX_RING, &ring, sizeof(ring));
    message_put_attribute(&message, PACKET_DIAG_FANOUT, &fanout, sizeof(fanout));
    struct sock sock = parse(&message);
    assert_int_equal(sock.have, HAVE_FIXED | HAVE_LOCAL | HAVE_INTERFACE | HAVE_UID | HAVE_RECV_Q |
                                    HAVE_SEND_Q);
    assert_int_equal(sock.interface, 3);
    assert_int_equal(sock.uid, 1000);
    assert_int_equal(sock.recv_q, 11);
    assert_int_equal(sock.send_q, 12);
    assert_int_equal(pull("packet_version", &sock), 2);
    assert_int_equal(pull("packet_reserve", &sock), 16);
    assert_int_equal(pull("packet_copy_thresh", &sock), 9);
    assert_int_equal(pull("packet_timestamp", &sock), 4);
    assert_int_equal(pull("rx_ring_block_size", &sock), 1);
    assert_int_equal(pull("rx_ring_blocks", &sock), 2);
    assert_int_equal(pull("rx_ring_frame_size", &sock), 3);
    assert_int_equal(pull("rx_ring_frames", &sock), 4);
    assert_int_equal(pull("rx_ring_timeout_ms", &sock), 5);
    assert_int_equal(pull("rx_ring_private_size", &sock), 6);
    assert_int_equal(pull("rx_ring_features", &sock), 7);
    assert_int_equal(pull("fanout_id", &sock), 7);
    assert_true(pull("tx_ring_blocks", &sock) == UINT64_MAX);
    sock.from = &family_xdp;
    assert_true(pull("rx_ring_block_size", &sock) == UINT64_MAX);
}

TEST(fields_that_an_older_kernel_lacks_are_unknown)
{
    const uint32_t info[] = {3, 1};
    struct message message = start_message();
    message_put_attribute(&message, PACKET_DIAG_INFO, info, sizeof(info));
    message_put_attribute(&message, PACKET_DIAG_FANOUT, info, 3);
    struct sock sock = parse(&message);
    assert_int_equal(pull("packet_version", &sock), 1);
    assert_true(pull("packet_reserve", &sock) == UINT64_MAX);
    assert_true(pull("packet_flags", &sock) == UINT64_MAX);
    assert_true(pull("fanout_id", &sock) == UINT64_MAX);
    assert_true(pull("fanout_type", &sock) == UINT64_MAX);
}

TEST(short_attributes_are_unknown)
{
    struct message message = start_message();
    message_put_attribute(&message, PACKET_DIAG_INFO, "\1\0\0", 3);
    message_put_attribute(&message, PACKET_DIAG_UID, NULL, 0);
    message_put_attribute(&message, PACKET_DIAG_MEMINFO, "\1\0\0\0\2\0\0\0\3\0\0", 11);
    struct sock sock = parse(&message);
    assert_int_equal(sock.have, HAVE_FIXED);
}

TEST(cut_and_foreign_messages_are_bad)
{
    struct sock sock;
    struct packet_diag_msg body = fixed;
    for (size_t length = 0; length < sizeof(body); length++) {
        char *copy = exact_copy(&body, length);
        assert_int_equal(
            family_packet.parse_diag(&family_packet, family_packet.tables, copy, length, &sock),
            PARSE_BAD);
        free(copy);
    }
    body.pdiag_family = AF_UNIX;
    assert_int_equal(
        family_packet.parse_diag(&family_packet, family_packet.tables, &body, sizeof(body), &sock),
        PARSE_BAD);
}

static enum parse_result parse_line(const char *line, struct sock *sock)
{
    memset(sock, 0xa5, sizeof(*sock));
    char *copy = exact_copy(line, strlen(line));
    enum parse_result result =
        family_packet.parse_proc(&family_packet, family_packet.tables, copy, strlen(line), sock);
    free(copy);
    return result;
}

TEST(lines_of_proc_are_read)
{
    struct sock sock;
    assert_int_equal(parse_line("000000002b73d89a 3      2    88cc   4     1 5      1000   "
                                "17789640",
                                &sock),
                     PARSE_OK);
    assert_string_equal(sock.kind->netid, "p_dgr");
    assert_int_equal(sock.have, HAVE_STATE | HAVE_PROTOCOL | HAVE_PEER | HAVE_INODE | HAVE_LOCAL |
                                    HAVE_INTERFACE | HAVE_RECV_Q | HAVE_UID);
    assert_int_equal(sock.protocol, 0x88cc);
    assert_int_equal(sock.interface, 4);
    assert_int_equal(sock.recv_q, 5);
    assert_int_equal(sock.uid, 1000);
    assert_int_equal(sock.inode, 17789640);
    assert_int_equal(
        parse_line("sk               RefCnt Type Proto  Iface R Rmem   User   Inode", &sock),
        PARSE_SKIP);
}

TEST(hostile_lines_are_bad)
{
    static const char *const lines[] = {"",
                                        "1 3 3 0003 1 1 0 0",
                                        "1 3 256 0003 1 1 0 0 5",
                                        "1 3 3 10000 1 1 0 0 5",
                                        "1 3 3 000g 1 1 0 0 5",
                                        "1 3 3 0003 -1 1 0 0 5",
                                        "1 3 3 0003 1 1 x 0 5",
                                        "1 3 3 0003 1 1 0 4294967296 5",
                                        "1 3 3 0003 1 1 0 0 99999999999999999999"};
    struct sock sock;
    for (size_t i = 0; i < COUNT_OF(lines); i++) {
        if (parse_line(lines[i], &sock) != PARSE_BAD)
            fail_msg("'%s' is not bad", lines[i]);
    }
}

TEST(names_of_protocols_are_found)
{
    assert_string_equal(packet_protocol_name(1), "802_3");
    assert_string_equal(packet_protocol_name(3), "all");
    assert_string_equal(packet_protocol_name(0x0800), "ip");
    assert_string_equal(packet_protocol_name(0x86dd), "ipv6");
    assert_string_equal(packet_protocol_name(0x8100), "802.1Q");
    assert_string_equal(packet_protocol_name(0xfbfb), "af_iucv");
    assert_null(packet_protocol_name(0));
    assert_null(packet_protocol_name(0x1234));
    assert_null(packet_protocol_name(0xffff));
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(a_bare_message_knows_only_what_is_in_it),
        cmocka_unit_test(every_attribute_is_read),
        cmocka_unit_test(fields_that_an_older_kernel_lacks_are_unknown),
        cmocka_unit_test(short_attributes_are_unknown),
        cmocka_unit_test(cut_and_foreign_messages_are_bad),
        cmocka_unit_test(lines_of_proc_are_read),
        cmocka_unit_test(hostile_lines_are_bad),
        cmocka_unit_test(names_of_protocols_are_found),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
