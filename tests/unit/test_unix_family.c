/* SPDX-License-Identifier: MIT */
#include <linux/unix_diag.h>

#include "column/column.h"
#include "diag_message.h"
#include "family/families.h"
#include "lookups.h"
#include "support.h"

static const struct unix_diag_msg fixed = {
    .udiag_family = AF_UNIX,
    .udiag_type = SOCK_STREAM,
    .udiag_state = STATE_ESTABLISHED,
    .udiag_ino = 4242,
    .udiag_cookie = {0x89abcdef, 0x01234567},
};

static enum parse_result parse_bytes(const void *data, size_t length, struct sock *sock)
{
    char *copy = exact_copy(data, length);
    enum parse_result result =
        family_unix.parse_diag(&family_unix, family_unix.tables, copy, length, sock);
    free(copy);
    return result;
}

/* The facts of the result are borrowed from `message`. */
static struct sock parse(const struct message *message)
{
    struct sock sock;
    memset(&sock, 0xa5, sizeof(sock));
    assert_int_equal(family_unix.parse_diag(&family_unix, family_unix.tables, message->bytes,
                                            message->length, &sock),
                     PARSE_OK);
    return sock;
}

static struct message start_message(const struct unix_diag_msg *body)
{
    struct message message = {.length = 0};
    message_put(&message, body, sizeof(*body));
    return message;
}

TEST(a_bare_message_knows_only_what_is_in_it)
{
    struct message message = start_message(&fixed);
    struct sock sock = parse(&message);
    assert_string_equal(sock.kind->netid, "u_str");
    assert_int_equal(sock.type, SOCK_STREAM);
    assert_int_equal(sock.have, HAVE_STATE | HAVE_LOCAL | HAVE_PEER | HAVE_INODE | HAVE_COOKIE);
    assert_int_equal(sock.state, STATE_ESTABLISHED);
    assert_int_equal(sock.inode, 4242);
    assert_int_equal(sock.local.port, 4242);
    assert_int_equal(sock.peer.port, 0);
    assert_true(sock.cookie == UINT64_C(0x0123456789abcdef));
    assert_int_equal(sock.name.length, 0);
    assert_int_equal(sock.facts_known, 0);
}

TEST(every_attribute_is_read)
{
    const struct unix_diag_rqlen queues = {3, 128};
    const struct unix_diag_vfs file = {77, 0x0fe00001};
    const uint32_t peer = 4243, uid = 1000, pending[] = {5, 6}, memory[9] = {1, 2, 3};
    const uint8_t shutdown = 2;
    struct message message = start_message(&fixed);
    message_put_attribute(&message, UNIX_DIAG_NAME, "/run/x", sizeof("/run/x"));
    message_put_attribute(&message, UNIX_DIAG_VFS, &file, sizeof(file));
    message_put_attribute(&message, UNIX_DIAG_PEER, &peer, sizeof(peer));
    message_put_attribute(&message, UNIX_DIAG_ICONS, pending, sizeof(pending));
    message_put_attribute(&message, UNIX_DIAG_RQLEN, &queues, sizeof(queues));
    message_put_attribute(&message, UNIX_DIAG_MEMINFO, memory, sizeof(memory));
    message_put_attribute(&message, UNIX_DIAG_SHUTDOWN, &shutdown, sizeof(shutdown));
    message_put_attribute(&message, UNIX_DIAG_UID, &uid, sizeof(uid));
    message_put_attribute(&message, 200, "later", 5);
    struct sock sock = parse(&message);
    assert_slice(sock.name, "/run/x");
    assert_int_equal(sock.peer_inode, 4243);
    assert_int_equal(sock.peer.port, 4243);
    assert_int_equal(sock.recv_q, 3);
    assert_int_equal(sock.send_q, 128);
    assert_int_equal(sock.shutdown, 2);
    assert_int_equal(sock.uid, 1000);
    assert_int_equal(sock.have &
                         (HAVE_PEER_INODE | HAVE_RECV_Q | HAVE_SEND_Q | HAVE_SHUTDOWN | HAVE_UID),
                     HAVE_PEER_INODE | HAVE_RECV_Q | HAVE_SEND_Q | HAVE_SHUTDOWN | HAVE_UID);
    assert_int_equal(sock_fact(&sock, FACT_FILE).length, sizeof(file));
    assert_int_equal(sock_fact(&sock, FACT_PENDING).length, sizeof(pending));
    assert_int_equal(sock_fact(&sock, FACT_MEMORY).length, sizeof(memory));
}

static struct slice name_of(const void *bytes, size_t length)
{
    static struct message message;
    message = start_message(&fixed);
    message_put_attribute(&message, UNIX_DIAG_NAME, bytes, length);
    return parse(&message).name;
}

TEST(names_keep_every_byte_but_the_nul_that_ends_a_path)
{
    assert_slice(name_of("/a", 3), "/a");
    assert_slice(name_of("/a", 2), "/a");
    assert_int_equal(name_of("", 0).length, 0);
    struct slice name = name_of("\0a\0", 3);
    assert_int_equal(name.length, 3);
    assert_memory_equal(name.data, "\0a\0", 3);
    name = name_of("\0", 1);
    assert_int_equal(name.length, 1);
}

TEST(short_attributes_are_unknown_and_longer_ones_are_read)
{
    struct message message = start_message(&fixed);
    message_put_attribute(&message, UNIX_DIAG_PEER, "\1\2\3", 3);
    message_put_attribute(&message, UNIX_DIAG_RQLEN, "\1\0\0\0\2\0\0", 7);
    message_put_attribute(&message, UNIX_DIAG_UID, NULL, 0);
    message_put_attribute(&message, UNIX_DIAG_SHUTDOWN, NULL, 0);
    struct sock sock = parse(&message);
    assert_int_equal(sock.have, HAVE_STATE | HAVE_LOCAL | HAVE_PEER | HAVE_INODE | HAVE_COOKIE);
    const uint32_t longer[] = {9, 1};
    message_put_attribute(&message, UNIX_DIAG_PEER, longer, sizeof(longer));
    sock = parse(&message);
    assert_int_equal(sock.peer_inode, 9);
}

TEST(a_peer_without_a_file_has_no_inode)
{
    const uint32_t none = 0;
    struct message message = start_message(&fixed);
    message_put_attribute(&message, UNIX_DIAG_PEER, &none, sizeof(none));
    struct sock sock = parse(&message);
    assert_int_equal(sock.have & (HAVE_PEER | HAVE_PEER_INODE), HAVE_PEER);
}

TEST(an_attribute_that_runs_over_the_message_ends_it)
{
    const uint32_t uid = 1;
    struct message message = start_message(&fixed);
    message_put_attribute_as(&message, UNIX_DIAG_NAME, 200, "/a", 3);
    message_put_attribute(&message, UNIX_DIAG_UID, &uid, sizeof(uid));
    struct sock sock = parse(&message);
    assert_int_equal(sock.name.length, 0);
    assert_int_equal(sock.have & HAVE_UID, 0);
}

TEST(cut_and_foreign_messages_are_bad)
{
    struct sock sock;
    for (size_t length = 0; length < sizeof(fixed); length++)
        assert_int_equal(parse_bytes(&fixed, length, &sock), PARSE_BAD);
    struct unix_diag_msg body = fixed;
    body.udiag_family = AF_INET;
    assert_int_equal(parse_bytes(&body, sizeof(body), &sock), PARSE_BAD);
    body = fixed;
    body.udiag_type = SOCK_RAW;
    assert_int_equal(parse_bytes(&body, sizeof(body), &sock), PARSE_BAD);
}

TEST(states_are_three)
{
    struct sock sock;
    for (unsigned number = 0; number < 256; number++) {
        struct unix_diag_msg body = fixed;
        body.udiag_state = (uint8_t)number;
        enum state expected = number == 1    ? STATE_ESTABLISHED
                              : number == 7  ? STATE_UNCONN
                              : number == 10 ? STATE_LISTEN
                                             : STATE_UNKNOWN;
        assert_int_equal(parse_bytes(&body, sizeof(body), &sock), PARSE_OK);
        assert_int_equal(sock.have & HAVE_STATE ? sock.state : 0, expected);
    }
}

TEST(random_attributes_are_survived)
{
    uint64_t seed = 3;
    for (int i = 0; i < 20000; i++) {
        char bytes[200];
        struct sock sock;
        random_fill(&seed, bytes, sizeof(bytes));
        memcpy(bytes, &fixed, sizeof(fixed));
        for (size_t at = sizeof(fixed); at + 20 < sizeof(bytes); at += 20)
            bytes[at + 1] = bytes[at + 3] = 0;
        parse_bytes(bytes, sizeof(fixed) + random_below(&seed, sizeof(bytes) - sizeof(fixed)),
                    &sock);
    }
}

static enum parse_result parse_line(const char *line, size_t length, struct sock *sock)
{
    memset(sock, 0xa5, sizeof(*sock));
    return family_unix.parse_proc(&family_unix, family_unix.tables, line, length, sock);
}

static struct sock line(const char *text)
{
    struct sock sock;
    assert_int_equal(parse_line(text, strlen(text), &sock), PARSE_OK);
    return sock;
}

#define SLOT "000000005bce6ab8: 00000002 00000000 "

TEST(lines_of_proc_are_read)
{
    struct sock sock = line(SLOT "00010000 0001 01 17789653 /tmp/wp.sock");
    assert_string_equal(sock.kind->netid, "u_str");
    assert_int_equal(sock.state, STATE_LISTEN);
    assert_int_equal(sock.inode, 17789653);
    assert_slice(sock.name, "/tmp/wp.sock");
    assert_int_equal(sock.have, HAVE_STATE | HAVE_LOCAL | HAVE_INODE);
    sock = line(SLOT "00000000 0002 03   123");
    assert_string_equal(sock.kind->netid, "u_dgr");
    assert_int_equal(sock.state, STATE_ESTABLISHED);
    assert_int_equal(sock.name.length, 0);
    sock = line(SLOT "00000000 0005 01   123 @");
    assert_string_equal(sock.kind->netid, "u_seq");
    assert_int_equal(sock.state, STATE_UNCONN);
    assert_slice(sock.name, "@");
    sock = line("00000000: 00000002 00000000 00000000 0001 02     7 /a");
    assert_int_equal(sock.state, STATE_ESTABLISHED);
}

TEST(connections_not_yet_accepted_are_passed_over)
{
    static const char text[] = "00000000: 00000002 00000000 00000000 0001 02     0 /a";
    struct sock sock;
    assert_int_equal(parse_line(text, sizeof(text) - 1, &sock), PARSE_SKIP);
}

TEST(blanks_belong_to_the_name)
{
    assert_slice(line(SLOT "00000000 0001 01 12 /a b  c ").name, "/a b  c ");
    assert_slice(line(SLOT "00000000 0001 01 12  a").name, " a");
    assert_slice(line(SLOT "00000000 0001 01 12 \x1b[31m\xff").name, "\x1b[31m\xff");
}

TEST(headers_are_passed_over_and_hostile_lines_are_bad)
{
    static const char *const lines[] = {"",
                                        " ",
                                        "continued path",
                                        "a b c d e f g h",
                                        "1 2 3 4 5 6 7",
                                        SLOT "00000000 0001 01",
                                        SLOT "00000000 0001 01 x",
                                        SLOT "00000000 0001 01 -1",
                                        SLOT "00000000 0001 01 4294967296",
                                        SLOT "00000000 0003 01 1",
                                        SLOT "00000000 0101 01 1",
                                        SLOT "00000000 0001 101 1",
                                        SLOT "100000000 0001 01 1",
                                        SLOT "0000000g 0001 01 1",
                                        SLOT "00000000 0001 01 1 ",
                                        SLOT "00000000 0001 01 1\t/a",
                                        ": 00000002 00000000 00000000 0001 01 1",
                                        "xyz: 00000002 00000000 00000000 0001 01 1",
                                        "1234 00000002 00000000 00000000 0001 01 1"};
    static const char header[] = "Num       RefCount Protocol Flags    Type St Inode Path";
    struct sock sock;
    assert_int_equal(parse_line(header, strlen(header), &sock), PARSE_SKIP);
    for (size_t i = 0; i < COUNT_OF(lines); i++) {
        if (parse_line(lines[i], strlen(lines[i]), &sock) != PARSE_BAD)
            fail_msg("'%s' is not bad", lines[i]);
    }
    static const char nul[] = SLOT "00000000 0001 01 12 /a\0b";
    assert_int_equal(parse_line(nul, sizeof(nul) - 1, &sock), PARSE_BAD);
}

TEST(the_mark_of_an_abstract_name_in_proc_becomes_a_nul_again)
{
    struct lookups lookups = {0};
    struct value value = {0};
    struct sock sock = line(SLOT "00000000 0001 01 12 @a");
    assert_true(family_unix.endpoint(&sock, &sock.local, 0, &lookups, &value));
    assert_int_equal(value.endpoint.address.text.length, 2);
    assert_memory_equal(value.endpoint.address.text.data, "\0a", 2);
    sock.have |= HAVE_COOKIE;
    assert_true(family_unix.endpoint(&sock, &sock.local, 0, &lookups, &value));
    assert_slice(value.endpoint.address.text, "@a");
    lookups_free(&lookups);
}

TEST(the_request_asks_for_what_is_needed)
{
    struct unix_diag_req body;
    struct request request = {.states = state_bit(STATE_LISTEN) | state_bit(STATE_UNCONN)};
    assert_int_equal(
        family_unix.request(&family_unix, family_unix.tables, &request, &body, sizeof(body) - 1),
        0);
    assert_int_equal(
        family_unix.request(&family_unix, family_unix.tables, &request, &body, sizeof(body)),
        sizeof(body));
    assert_int_equal(body.sdiag_family, AF_UNIX);
    assert_int_equal(body.udiag_states, 1 << 10 | 1 << 7);
    assert_int_equal(body.udiag_show,
                     UDIAG_SHOW_NAME | UDIAG_SHOW_PEER | UDIAG_SHOW_RQLEN | UDIAG_SHOW_UID);
    request.needs = NEED_MEMORY | NEED_FILES | NEED_PENDING;
    family_unix.request(&family_unix, family_unix.tables, &request, &body, sizeof(body));
    assert_int_equal(body.udiag_show, 0x7f);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(a_bare_message_knows_only_what_is_in_it),
        cmocka_unit_test(every_attribute_is_read),
        cmocka_unit_test(names_keep_every_byte_but_the_nul_that_ends_a_path),
        cmocka_unit_test(short_attributes_are_unknown_and_longer_ones_are_read),
        cmocka_unit_test(a_peer_without_a_file_has_no_inode),
        cmocka_unit_test(an_attribute_that_runs_over_the_message_ends_it),
        cmocka_unit_test(cut_and_foreign_messages_are_bad),
        cmocka_unit_test(states_are_three),
        cmocka_unit_test(random_attributes_are_survived),
        cmocka_unit_test(lines_of_proc_are_read),
        cmocka_unit_test(connections_not_yet_accepted_are_passed_over),
        cmocka_unit_test(blanks_belong_to_the_name),
        cmocka_unit_test(headers_are_passed_over_and_hostile_lines_are_bad),
        cmocka_unit_test(the_mark_of_an_abstract_name_in_proc_becomes_a_nul_again),
        cmocka_unit_test(the_request_asks_for_what_is_needed),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
