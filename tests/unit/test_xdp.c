/* SPDX-License-Identifier: MIT */
#include <linux/xdp_diag.h>
#include <sys/socket.h>

#include "family/families.h"
#include "family_message.h"

enum { LOOPBACK = 1 };

static void put_body(struct message *message)
{
    struct xdp_diag_msg body = {
        .xdiag_family = AF_XDP,
        .xdiag_type = SOCK_RAW,
        .xdiag_ino = 4242,
        .xdiag_cookie = {0x89abcdef, 0x01234567},
    };
    message_put(message, &body, sizeof(body));
}

static struct message whole_message(void)
{
    struct message message = {0};
    struct xdp_diag_info info = {.ifindex = LOOPBACK, .queue_id = 7};
    struct xdp_diag_umem umem = {
        .size = UINT64_C(1) << 33,
        .id = 2,
        .num_pages = 3,
        .chunk_size = 2048,
        .headroom = 256,
        .ifindex = LOOPBACK,
        .queue_id = 4,
        .flags = XDP_DU_F_ZEROCOPY,
        .refs = 5,
    };
    struct xdp_diag_stats statistics = {11, 12, 13, 14, 15, 16};
    put_body(&message);
    message_put_attribute(&message, XDP_DIAG_INFO, &info, sizeof(info));
    message_put_attribute(&message, XDP_DIAG_UID, &(uint32_t){1000}, 4);
    message_put_attribute(&message, XDP_DIAG_RX_RING, &(uint32_t){1024}, 4);
    message_put_attribute(&message, XDP_DIAG_TX_RING, &(uint32_t){512}, 4);
    message_put_attribute(&message, XDP_DIAG_UMEM, &umem, sizeof(umem));
    message_put_attribute(&message, XDP_DIAG_UMEM_FILL_RING, &(uint32_t){256}, 4);
    message_put_attribute(&message, XDP_DIAG_UMEM_COMPLETION_RING, &(uint32_t){128}, 4);
    message_put_attribute(&message, XDP_DIAG_MEMINFO, (uint32_t[9]){[8] = 77}, 36);
    message_put_attribute(&message, XDP_DIAG_STATS, &statistics, sizeof(statistics));
    return message;
}

TEST(a_bound_socket_shows_all)
{
    static const char *const rows[][2] = {
        {"netid", "xdp"},
        {"family", "xdp"},
        {"type", "raw"},
        {"state", "UNCONN"},
        {"local", "lo:q7"},
        {"local_address", "lo"},
        {"local_port", "unknown"},
        {"peer", "*:*"},
        {"interface", "lo"},
        {"uid", "1000"},
        {"inode", "4242"},
        {"cookie", "123456789abcdef"},
        {"recv_q", "unknown"},
        {"skmem_d", "77"},
        {"xdp_queue", "7"},
        {"xdp_rx_entries", "1024"},
        {"xdp_tx_entries", "512"},
        {"xdp_fill_entries", "256"},
        {"xdp_completion_entries", "128"},
        {"xdp_umem_id", "2"},
        {"xdp_umem_size_bytes", "8589934592"},
        {"xdp_umem_pages", "3"},
        {"xdp_umem_chunk_bytes", "2048"},
        {"xdp_umem_headroom_bytes", "256"},
        {"xdp_umem_interface", "lo"},
        {"xdp_umem_queue", "4"},
        {"xdp_umem_zero_copy", "1"},
        {"xdp_umem_refs", "5"},
        {"xdp_rx_dropped", "11"},
        {"xdp_rx_invalid", "12"},
        {"xdp_rx_ring_full", "13"},
        {"xdp_fill_ring_empty", "14"},
        {"xdp_tx_invalid", "15"},
        {"xdp_tx_ring_empty", "16"},
    };
    struct message message = whole_message();
    struct parsed parsed = parse_whole(&family_xdp, 0, &message);
    for (size_t i = 0; i < COUNT_OF(rows); i++)
        assert_column(&parsed.sock, rows[i][0], rows[i][1]);
    free(parsed.bytes);
}

TEST(what_the_kernel_leaves_out_is_unknown)
{
    static const char *const names[] = {"local",
                                        "interface",
                                        "uid",
                                        "xdp_queue",
                                        "xdp_rx_entries",
                                        "xdp_umem_id",
                                        "xdp_umem_interface",
                                        "xdp_rx_dropped",
                                        "skmem_d"};
    struct message message = {0};
    put_body(&message);
    struct parsed parsed = parse_whole(&family_xdp, 0, &message);
    for (size_t i = 0; i < COUNT_OF(names); i++)
        assert_column(&parsed.sock, names[i], "unknown");
    assert_column(&parsed.sock, "state", "UNCONN");
    assert_column(&parsed.sock, "inode", "4242");
    free(parsed.bytes);
}

/* Facts of packet sockets have the same places with other layouts. */
TEST(the_ring_of_another_family_is_none)
{
    struct message message = whole_message();
    struct parsed parsed = parse_whole(&family_xdp, 0, &message);
    parsed.sock.from = &family_packet;
    assert_column(&parsed.sock, "xdp_rx_entries", "unknown");
    assert_column(&parsed.sock, "xdp_queue", "unknown");
    free(parsed.bytes);
}

TEST(only_what_is_needed_is_asked_for)
{
    static const struct {
        unsigned needs;
        uint32_t show;
    } rows[] = {
        {0, XDP_SHOW_INFO},
        {NEED_RINGS, XDP_SHOW_INFO | XDP_SHOW_RING_CFG | XDP_SHOW_UMEM},
        {NEED_MEMORY, XDP_SHOW_INFO | XDP_SHOW_MEMINFO},
        {NEED_INFO, XDP_SHOW_INFO | XDP_SHOW_STATS},
    };
    for (size_t i = 0; i < COUNT_OF(rows); i++) {
        struct xdp_diag_req request;
        make_request(&family_xdp, 0, state_all(), rows[i].needs, &request, sizeof(request));
        assert_int_equal(request.sdiag_family, AF_XDP);
        assert_int_equal(request.xdiag_show, rows[i].show);
    }
}

TEST(another_family_or_type_is_no_xdp)
{
    struct message message = whole_message();
    message.bytes[offsetof(struct xdp_diag_msg, xdiag_type)] = SOCK_STREAM;
    struct parsed parsed = parse_part(&family_xdp, 0, message.bytes, message.length);
    assert_int_equal(parsed.result, PARSE_BAD);
    free(parsed.bytes);
    message = whole_message();
    message.bytes[0] = AF_INET;
    parsed = parse_part(&family_xdp, 0, message.bytes, message.length);
    assert_int_equal(parsed.result, PARSE_BAD);
    free(parsed.bytes);
}

TEST(damaged_messages_are_survived)
{
    struct message message = whole_message();
    check_every_cut(&family_xdp, 0, &message, sizeof(struct xdp_diag_msg));
    assert_int_not_equal(check_changed_bytes(&family_xdp, 0, &message), 0);
}

int main(void)
{
    static const struct CMUnitTest tests[] = {
        cmocka_unit_test(a_bound_socket_shows_all),
        cmocka_unit_test(what_the_kernel_leaves_out_is_unknown),
        cmocka_unit_test(the_ring_of_another_family_is_none),
        cmocka_unit_test(only_what_is_needed_is_asked_for),
        cmocka_unit_test(another_family_or_type_is_no_xdp),
        cmocka_unit_test(damaged_messages_are_survived),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
