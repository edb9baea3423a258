/* SPDX-License-Identifier: MIT */
#include <linux/netlink_diag.h>
#include <linux/sock_diag.h>

#include "column/columns.h"
#include "diag_message.h"
#include "family/families.h"
#include "source/diag_answer.h"
#include "support.h"

static const struct netlink_diag_msg fixed = {
    .ndiag_family = AF_NETLINK,
    .ndiag_type = SOCK_DGRAM,
    .ndiag_protocol = 15,
    .ndiag_portid = 0xfffffff0,
    .ndiag_ino = 4242,
    .ndiag_cookie = {7, 1},
};

enum {
    HAVE_FIXED =
        HAVE_STATE | HAVE_PROTOCOL | HAVE_LOCAL | HAVE_PEER | HAVE_INODE | HAVE_COOKIE | HAVE_GROUPS
};

static struct sock parse(const struct message *message)
{
    struct sock sock;
    memset(&sock, 0xa5, sizeof(sock));
    assert_int_equal(family_netlink.parse_diag(&family_netlink, family_netlink.tables,
                                               message->bytes, message->length, &sock),
                     PARSE_OK);
    return sock;
}

static struct message start_message(const struct netlink_diag_msg *body)
{
    struct message message = {.length = 0};
    message_put(&message, body, sizeof(*body));
    return message;
}

/* Fails unless the column's text is `expected`; NULL for unknown. */
static void check_column(const struct sock *sock, const char *name, const char *expected)
{
    struct lookups lookups = {0};
    struct value value;
    bool known = column_get(column_find(slice_of(name)), sock, &lookups, &value);
    assert_int_equal(known, expected != NULL);
    if (known)
        assert_slice(value.text, expected);
    lookups_free(&lookups);
}

TEST(a_bare_message_knows_that_there_are_no_groups)
{
    struct message message = start_message(&fixed);
    struct sock sock = parse(&message);
    assert_int_equal(sock.have, HAVE_FIXED);
    assert_string_equal(sock.kind->netid, "nl");
    assert_int_equal(sock.type, SOCK_DGRAM);
    assert_int_equal(sock.protocol, 15);
    assert_true(sock.local.port == 0xfffffff0);
    assert_int_equal(sock.inode, 4242);
    assert_int_equal(sock.of_kernel, 0);
    check_column(&sock, "groups", "none");
    check_column(&sock, "netlink_flags", NULL);
    check_column(&sock, "protocol", "uevent");
}

TEST(every_attribute_is_read)
{
    const unsigned long groups[8] = {1 | 1ul << 31, 0, 0, 0, 1};
    const uint32_t memory[9] = {11, 0, 12}, flags = NDIAG_FLAG_CB_RUNNING | 1u << 30;
    struct message message = start_message(&fixed);
    message_put_attribute(&message, NETLINK_DIAG_MEMINFO, memory, sizeof(memory));
    message_put_attribute(&message, NETLINK_DIAG_GROUPS, groups, sizeof(groups));
    message_put_attribute(&message, NETLINK_DIAG_FLAGS, &flags, sizeof(flags));
    struct sock sock = parse(&message);
    assert_int_equal(sock.have, HAVE_FIXED | HAVE_RECV_Q | HAVE_SEND_Q);
    assert_int_equal(sock.recv_q, 11);
    assert_int_equal(sock.send_q, 12);
    assert_true(sock.groups == 0x80000001);
    check_column(&sock, "groups", sizeof(long) == 8 ? "1,32,257" : "1,32,129");
    check_column(&sock, "netlink_flags", "dump,0x40000000");
}

TEST(short_attributes_are_unknown)
{
    struct message message = start_message(&fixed);
    message_put_attribute(&message, NETLINK_DIAG_GROUPS, "\1\0\0", 3);
    message_put_attribute(&message, NETLINK_DIAG_FLAGS, "\1\0\0", 3);
    message_put_attribute(&message, NETLINK_DIAG_MEMINFO, NULL, 0);
    struct sock sock = parse(&message);
    assert_int_equal(sock.have, HAVE_FIXED & ~HAVE_GROUPS);
    check_column(&sock, "groups", NULL);
    check_column(&sock, "netlink_flags", NULL);
}

TEST(only_port_id_0_without_groups_is_the_kernels)
{
    const unsigned long groups = 1;
    struct netlink_diag_msg body = fixed;
    body.ndiag_portid = 0;
    struct message message = start_message(&body);
    struct sock sock = parse(&message);
    assert_int_equal(sock.of_kernel, 1);
    message_put_attribute(&message, NETLINK_DIAG_GROUPS, &groups, sizeof(groups));
    sock = parse(&message);
    assert_int_equal(sock.of_kernel, 0);
}

TEST(cut_and_foreign_messages_are_bad)
{
    struct sock sock;
    struct netlink_diag_msg body = fixed;
    for (size_t length = 0; length < sizeof(body); length++) {
        char *copy = exact_copy(&body, length);
        assert_int_equal(
            family_netlink.parse_diag(&family_netlink, family_netlink.tables, copy, length, &sock),
            PARSE_BAD);
        free(copy);
    }
    body.ndiag_family = AF_UNIX;
    assert_int_equal(family_netlink.parse_diag(&family_netlink, family_netlink.tables, &body,
                                               sizeof(body), &sock),
                     PARSE_BAD);
}

static enum emit_result count(void *context, const struct sock *sock)
{
    (void)sock;
    ++*(int *)context;
    return EMIT_GO;
}

/* Consumes the same socket twice, and one with the same low half of its cookie twice. */
static int emitted(bool remembers)
{
    int total = 0;
    struct message message = {.length = 0};
    for (uint32_t i = 0; i < 4; i++) {
        struct netlink_diag_msg body = fixed;
        body.ndiag_cookie[1] = i < 2 ? 1 : 2;
        struct nlmsghdr header = {.nlmsg_len = sizeof(header) + sizeof(body),
                                  .nlmsg_type = SOCK_DIAG_BY_FAMILY};
        message_put(&message, &header, sizeof(header));
        message_put(&message, &body, sizeof(body));
    }
    struct dump dump = {
        .family = &family_netlink, .table = family_netlink.tables, .emitter = {count, &total}};
    struct id_map seen = {0};
    struct diag_answer answer = {.dump = &dump, .seen = &seen, .remembers = remembers};
    struct dump_report report = {.result = DUMP_DONE};
    diag_consume(&answer, message.bytes, message.length, &report);
    assert_int_equal(report.malformed, 0);
    id_map_free(&seen);
    return total;
}

TEST(a_socket_that_the_kernel_repeats_is_shown_once)
{
    assert_true(family_netlink.repeats);
    assert_int_equal(emitted(false), 4);
    assert_int_equal(emitted(true), 3);
}

static enum parse_result parse_line(const char *line, struct sock *sock)
{
    memset(sock, 0xa5, sizeof(*sock));
    char *copy = exact_copy(line, strlen(line));
    enum parse_result result =
        family_netlink.parse_proc(&family_netlink, family_netlink.tables, copy, strlen(line), sock);
    free(copy);
    return result;
}

TEST(lines_of_proc_are_read)
{
    struct sock sock;
    assert_int_equal(parse_line("00000000277ae852 16  8658       04000011 5        6        0     "
                                "2        7        17789648",
                                &sock),
                     PARSE_OK);
    assert_int_equal(sock.have, HAVE_STATE | HAVE_PROTOCOL | HAVE_LOCAL | HAVE_INODE | HAVE_GROUPS |
                                    HAVE_RECV_Q | HAVE_SEND_Q | HAVE_DROPS);
    assert_int_equal(sock.protocol, 16);
    assert_int_equal(sock.drops, 7);
    assert_int_equal(sock.local.port, 8658);
    assert_int_equal(sock.groups, 0x04000011);
    assert_int_equal(sock.recv_q, 5);
    assert_int_equal(sock.send_q, 6);
    assert_int_equal(sock.inode, 17789648);
    assert_int_equal(sock.of_kernel, 0);
    check_column(&sock, "groups", NULL);
    check_column(&sock, "type", NULL);
    assert_int_equal(parse_line("sk               Eth Pid        Groups   Rmem     Wmem     Dump  "
                                "Locks    Drops    Inode",
                                &sock),
                     PARSE_SKIP);
    assert_int_equal(parse_line("1 0 0 00000000 0 0 0 2 0 4       ", &sock), PARSE_OK);
    assert_int_equal(sock.of_kernel, 1);
}

TEST(hostile_lines_are_bad)
{
    static const char *const lines[] = {"",
                                        "1 0 0 00000000 0 0 0 2 0",
                                        "1 256 0 00000000 0 0 0 2 0 4",
                                        "1 0 -1 00000000 0 0 0 2 0 4",
                                        "1 0 4294967296 00000000 0 0 0 2 0 4",
                                        "1 0 0 100000000 0 0 0 2 0 4",
                                        "1 0 0 0000000g 0 0 0 2 0 4",
                                        "1 0 0 0 -1 0 0 2 0 4",
                                        "1 0 0 0 0 x 0 2 0 4",
                                        "1 0 0 0 0 0 0 2 x 4",
                                        "1 0 0 0 0 0 0 2 0 4294967296"};
    struct sock sock;
    for (size_t i = 0; i < COUNT_OF(lines); i++) {
        if (parse_line(lines[i], &sock) != PARSE_BAD)
            fail_msg("'%s' is not bad", lines[i]);
    }
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(a_bare_message_knows_that_there_are_no_groups),
        cmocka_unit_test(every_attribute_is_read),
        cmocka_unit_test(short_attributes_are_unknown),
        cmocka_unit_test(only_port_id_0_without_groups_is_the_kernels),
        cmocka_unit_test(cut_and_foreign_messages_are_bad),
        cmocka_unit_test(a_socket_that_the_kernel_repeats_is_shown_once),
        cmocka_unit_test(lines_of_proc_are_read),
        cmocka_unit_test(hostile_lines_are_bad),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
