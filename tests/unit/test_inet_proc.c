/* SPDX-License-Identifier: MIT */
#include <arpa/inet.h>

#include "family/families.h"
#include "proc_address.h"
#include "support.h"

/* Lines as Linux 6.18 prints them. */
#define PROC_192_168_1_1 PROC_WORD("C0", "A8", "01", "01")
#define PROC_FE80        PROC_WORD("FE", "80", "00", "00")
#define PROC_5054_FEFF   PROC_WORD("50", "54", "FE", "FF")
#define PROC_FE03_201    PROC_WORD("FE", "03", "02", "01")
#define PROC_2001_DB8    PROC_WORD("20", "01", "0D", "B8")
#define PROC_FFFF        PROC_WORD("00", "00", "FF", "FF")
static const char line_tcp[] =
    "   7: " PROC_LOOPBACK ":1F90 " PROC_192_168_1_1 ":C350 01 "
    "0000000C:0000000B 01:00000014 00000003  1000        5 98765 2 0000000000000000 20 4 30 10 -1";
static const char line_tcp6[] =
    "   0: " PROC_FE80 "00000000" PROC_5054_FEFF PROC_FE03_201 ":0016 " PROC_2001_DB8
    "0000000000000000" PROC_ONE ":0000 0A "
    "00000000:00000002 00:00000000 00000000     0        0 123 1 0000000000000000 100 0 0 10 0";
static const char line_udp[] =
    "  512: 00000000:0044 00000000:0000 07 00000000:00000000 00:00000000 00000000   101        0 "
    "777 2 0000000000000000 9";

enum { TCP, TCP6, UDP, UDP6 };

static enum parse_result parse_bytes(int kind, const char *line, size_t length, struct sock *sock)
{
    const struct family *family = kind < UDP ? &family_tcp : &family_udp;
    const struct socket_table *table = &family->tables[kind % 2];
    assert_int_equal(table->address_family->number, kind % 2 == 0 ? AF_INET : AF_INET6);
    memset(sock, 0xa5, sizeof(*sock));
    char *copy = exact_copy(line, length);
    enum parse_result result = family->parse_proc(family, table, copy, length, sock);
    free(copy);
    return result;
}

static enum parse_result parse(int kind, const char *line, struct sock *sock)
{
    return parse_bytes(kind, line, strlen(line), sock);
}

static void check_address(const struct sock *sock, const struct endpoint *endpoint,
                          const char *expected)
{
    char text[INET6_ADDRSTRLEN];
    assert_non_null(inet_ntop(sock->family, endpoint->address, text, sizeof(text)));
    assert_string_equal(text, expected);
}

enum {
    HAVE_LINE = HAVE_STATE | HAVE_RECV_Q | HAVE_SEND_Q | HAVE_LOCAL | HAVE_PEER | HAVE_UID |
                HAVE_INODE | HAVE_TIMER
};

TEST(every_field_of_a_tcp_line_is_read)
{
    struct sock sock;
    assert_int_equal(parse(TCP, line_tcp, &sock), PARSE_OK);
    assert_ptr_equal(sock.from, &family_tcp);
    assert_string_equal(sock.kind->netid, "tcp");
    assert_int_equal(sock.family, AF_INET);
    assert_int_equal(sock.type, SOCK_STREAM);
    assert_int_equal(sock.have, HAVE_LINE | HAVE_TIMER_DETAIL);
    assert_int_equal(sock.state, STATE_ESTABLISHED);
    assert_int_equal(sock.send_q, 12);
    assert_int_equal(sock.recv_q, 11);
    assert_int_equal(sock.timer, TIMER_ON);
    assert_int_equal(sock.timer_expires_ms, 200);
    assert_int_equal(sock.timer_retrans, 3);
    assert_int_equal(sock.uid, 1000);
    assert_int_equal(sock.inode, 98765);
    check_address(&sock, &sock.local, "127.0.0.1");
    check_address(&sock, &sock.peer, "192.168.1.1");
    assert_int_equal(sock.local.port, 8080);
    assert_int_equal(sock.peer.port, 50000);
}

/* The file has neither the limit of a listener nor the link of an address. */
TEST(what_a_listening_tcp6_line_does_not_tell_is_unknown)
{
    struct sock sock;
    assert_int_equal(parse(TCP6, line_tcp6, &sock), PARSE_OK);
    assert_int_equal(sock.have, HAVE_LINE & ~HAVE_SEND_Q);
    assert_int_equal(sock.state, STATE_LISTEN);
    assert_int_equal(sock.recv_q, 2);
    assert_int_equal(sock.uid, 0);
    check_address(&sock, &sock.local, "fe80::5054:feff:fe03:201");
    check_address(&sock, &sock.peer, "2001:db8::1");
    assert_int_equal(sock.local.port, 22);
    assert_int_equal(sock.local.scope, 0);
}

TEST(udp_lines_are_unconnected_or_established)
{
    struct sock sock;
    assert_int_equal(parse(UDP, line_udp, &sock), PARSE_OK);
    assert_ptr_equal(sock.from, &family_udp);
    assert_string_equal(sock.kind->netid, "udp");
    assert_int_equal(sock.type, SOCK_DGRAM);
    assert_int_equal(sock.have, HAVE_LINE | HAVE_DROPS);
    assert_int_equal(sock.drops, 9);
    assert_int_equal(sock.state, STATE_UNCONN);
    assert_int_equal(sock.local.port, 68);
    assert_int_equal(sock.uid, 101);
    assert_int_equal(sock.inode, 777);
    assert_int_equal(parse(UDP6,
                           "1: 000000000000000000000000" PROC_ONE ":0035 "
                           "0000000000000000" PROC_FFFF PROC_LOOPBACK ":0001 01 00000000:00000000 "
                           "00:00000000 00000000 0 0 1 2 0000000000000000 0",
                           &sock),
                     PARSE_OK);
    assert_int_equal(sock.state, STATE_ESTABLISHED);
    check_address(&sock, &sock.local, "::1");
    check_address(&sock, &sock.peer, "::ffff:127.0.0.1");
}

TEST(headers_are_passed_over)
{
    static const char *const headers[] = {
        "  sl  local_address rem_address   st tx_queue rx_queue tr tm->when retrnsmt   uid  "
        "timeout inode                                                     ",
        "  sl  local_address                         remote_address                        st "
        "tx_queue rx_queue tr tm->when retrnsmt   uid  timeout inode",
        "   sl  local_address rem_address   st tx_queue rx_queue tr tm->when retrnsmt   uid  "
        "timeout inode ref pointer drops            "};
    for (size_t i = 0; i < COUNT_OF(headers); i++) {
        struct sock sock;
        for (int kind = TCP; kind <= UDP6; kind++)
            assert_int_equal(parse(kind, headers[i], &sock), PARSE_SKIP);
    }
}

TEST(time_wait_has_no_owner_and_keeps_its_timer)
{
    struct sock sock;
    assert_int_equal(parse(TCP,
                           " 1: 0100007F:1F90 0100007F:C350 06 00000000:00000000 03:0000176F "
                           "00000000     0        0 0 3 0000000000000000",
                           &sock),
                     PARSE_OK);
    assert_int_equal(sock.have, (HAVE_LINE | HAVE_TIMER_DETAIL) & ~(HAVE_UID | HAVE_INODE));
    assert_int_equal(sock.timer, TIMER_TIME_WAIT);
    assert_int_equal(sock.timer_expires_ms, 59990);
}

static struct sock parse_timer(const char *timer, const char *retransmits, const char *probes)
{
    char line[256];
    struct sock sock;
    snprintf(line, sizeof(line), "1: 0100007F:0001 0100007F:0002 01 0:0 %s %s 0 %s 5", timer,
             retransmits, probes);
    assert_int_equal(parse(TCP, line, &sock), PARSE_OK);
    return sock;
}

TEST(each_timer_counts_what_sock_diag_counts)
{
    assert_int_equal(parse_timer("01:00000001", "00000007", "9").timer_retrans, 7);
    assert_int_equal(parse_timer("02:00000001", "00000007", "9").timer_retrans, 9);
    assert_int_equal(parse_timer("04:00000001", "00000007", "9").timer_retrans, 9);
    assert_int_equal(parse_timer("00:00000001", "00000007", "9").have & HAVE_TIMER_DETAIL, 0);
}

TEST(timers_too_large_for_their_fields_do_not_wrap)
{
    struct sock sock = parse_timer("FFFFFFFF:FFFFFFFF", "FFFFFFFF", "4294967295");
    assert_int_equal(sock.timer, 255);
    assert_int_equal(sock.timer_expires_ms, UINT32_MAX);
    assert_int_equal(sock.timer_retrans, 255);
}

TEST(a_line_that_is_cut_before_its_last_field_is_bad)
{
    static const char *const lines[] = {line_tcp, line_tcp6, line_udp};
    static const int kinds[] = {TCP, TCP6, UDP};
    static const char *const inodes[] = {" 98765 ", " 123 ", " 777 "};
    for (size_t i = 0; i < COUNT_OF(lines); i++) {
        size_t inode = (size_t)(strstr(lines[i], inodes[i]) - lines[i]) + 1;
        for (size_t length = 0; length <= strlen(lines[i]); length++) {
            struct sock sock;
            enum parse_result expected = length <= inode ? PARSE_BAD : PARSE_OK;
            if (parse_bytes(kinds[i], lines[i], length, &sock) != expected)
                fail_msg("'%.*s'", (int)length, lines[i]);
        }
    }
}

TEST(hostile_lines_are_bad)
{
    static const char *const lines[] = {
        "",
        " ",
        "          ",
        "1: 2 3 4 5 6 7 8 9 10 11",
        /* addresses and ports of a wrong width, without a colon, with another digit */
        "1: 100007F:0001 0100007F:0002 01 0:0 00:0 0 0 0 5",
        "1: 00100007F:0001 0100007F:0002 01 0:0 00:0 0 0 0 5",
        "1: 0100007F:001 0100007F:0002 01 0:0 00:0 0 0 0 5",
        "1: 0100007F:00001 0100007F:0002 01 0:0 00:0 0 0 0 5",
        "1: 0100007F0001 0100007F:0002 01 0:0 00:0 0 0 0 5",
        "1: :0001 0100007F:0002 01 0:0 00:0 0 0 0 5",
        "1: 0100007F: 0100007F:0002 01 0:0 00:0 0 0 0 5",
        "1: 0100007G:0001 0100007F:0002 01 0:0 00:0 0 0 0 5",
        "1: 0100007F:000G 0100007F:0002 01 0:0 00:0 0 0 0 5",
        "1: 0100007F:-001 0100007F:0002 01 0:0 00:0 0 0 0 5",
        "1: 0x00007F:0001 0100007F:0002 01 0:0 00:0 0 0 0 5",
        "1: 00000000000000000000000001000000:0001 0100007F:0002 01 0:0 00:0 0 0 0 5",
        /* numbers too large, negative, or with two colons */
        "1: 0100007F:0001 0100007F:0002 100 0:0 00:0 0 0 0 5",
        "1: 0100007F:0001 0100007F:0002 01 100000000:0 00:0 0 0 0 5",
        "1: 0100007F:0001 0100007F:0002 01 0:100000000 00:0 0 0 0 5",
        "1: 0100007F:0001 0100007F:0002 01 0:0:0 00:0 0 0 0 5",
        "1: 0100007F:0001 0100007F:0002 01 0:0 00:0:0 0 0 0 5",
        "1: 0100007F:0001 0100007F:0002 01 0:0 00 0 0 0 5",
        "1: 0100007F:0001 0100007F:0002 01 0:0 00:0 0 4294967296 0 5",
        "1: 0100007F:0001 0100007F:0002 01 0:0 00:0 0 -1 0 5",
        "1: 0100007F:0001 0100007F:0002 01 0:0 00:0 0 0 0 4294967296",
        "1: 0100007F:0001 0100007F:0002 01 0:0 00:0 0 0 0 -5",
        "1: 0100007F:0001 0100007F:0002 01 0:0 00:0 0 0 0 99999999999999999999999999",
        "1:\t0100007F:0001\t0100007F:0002\t01\t0:0\t00:0\t0\t0\t0\t5",
    };
    for (size_t i = 0; i < COUNT_OF(lines); i++) {
        struct sock sock;
        if (parse(TCP, lines[i], &sock) != PARSE_BAD)
            fail_msg("'%s' is not bad", lines[i]);
    }
}

TEST(a_nul_anywhere_is_no_end_and_no_blank)
{
    struct sock sock;
    char line[] = "1: 0100007F:0001 0100007F:0002 01 0:0 00:0 0 0 0 5";
    assert_int_equal(parse(TCP, line, &sock), PARSE_OK);
    for (size_t i = 3; i < sizeof(line) - 1; i++) {
        char kept = line[i];
        line[i] = '\0';
        if (parse_bytes(TCP, line, sizeof(line) - 1, &sock) != PARSE_BAD)
            fail_msg("a NUL at %zu is not bad", i);
        line[i] = kept;
    }
}

TEST(an_address_of_the_other_family_is_bad)
{
    struct sock sock;
    assert_int_equal(parse(TCP6, line_tcp, &sock), PARSE_BAD);
    assert_int_equal(parse(TCP, line_tcp6, &sock), PARSE_BAD);
}

TEST(unknown_states_leave_the_state_unknown)
{
    struct sock sock;
    assert_int_equal(parse(TCP, "1: 0100007F:0001 0100007F:0002 FF 0:0 00:0 0 0 0 5", &sock),
                     PARSE_OK);
    assert_int_equal(sock.have & HAVE_STATE, 0);
    assert_int_equal(parse(UDP, "1: 0100007F:0001 0100007F:0002 0A 0:0 00:0 0 0 0 5", &sock),
                     PARSE_OK);
    assert_int_equal(sock.have & HAVE_STATE, 0);
}

TEST(lines_with_random_changes_are_survived)
{
    static const char *const lines[] = {line_tcp, line_tcp6, line_udp};
    uint64_t seed = 10;
    for (int i = 0; i < 100000; i++) {
        char line[300];
        size_t length = strlen(lines[i % 3]);
        memcpy(line, lines[i % 3], length);
        for (uint64_t changes = random_below(&seed, 4) + 1; changes > 0; changes--)
            line[random_below(&seed, length)] = (char)random_next(&seed);
        struct sock sock;
        parse_bytes((int)random_below(&seed, 4), line, random_below(&seed, length + 1), &sock);
    }
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(every_field_of_a_tcp_line_is_read),
        cmocka_unit_test(what_a_listening_tcp6_line_does_not_tell_is_unknown),
        cmocka_unit_test(udp_lines_are_unconnected_or_established),
        cmocka_unit_test(headers_are_passed_over),
        cmocka_unit_test(time_wait_has_no_owner_and_keeps_its_timer),
        cmocka_unit_test(each_timer_counts_what_sock_diag_counts),
        cmocka_unit_test(timers_too_large_for_their_fields_do_not_wrap),
        cmocka_unit_test(a_line_that_is_cut_before_its_last_field_is_bad),
        cmocka_unit_test(hostile_lines_are_bad),
        cmocka_unit_test(a_nul_anywhere_is_no_end_and_no_blank),
        cmocka_unit_test(an_address_of_the_other_family_is_bad),
        cmocka_unit_test(unknown_states_leave_the_state_unknown),
        cmocka_unit_test(lines_with_random_changes_are_survived),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
