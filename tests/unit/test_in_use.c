/* SPDX-License-Identifier: MIT */
#include "source/in_use.h"

#include "support.h"
#include "tree.h"

#define SOCKSTAT  "sockets: used 9\nTCP: inuse 3 orphan 1 tw 2 alloc 7 mem 0\nUDP: inuse 5 mem 0\n"
#define SOCKSTAT6 "TCP6: inuse 4\nUDP6: inuse 0\n"

static struct sockets_in_use read_files(const char *sockstat, const char *sockstat6)
{
    struct tree proc;
    struct sockets_in_use use = {.known = true};
    tree_make(&proc);
    tree_directory(&proc, "net");
    if (sockstat != NULL)
        tree_file(&proc, "net/sockstat", sockstat, strlen(sockstat));
    if (sockstat6 != NULL)
        tree_file(&proc, "net/sockstat6", sockstat6, strlen(sockstat6));
    in_use_read(proc.path, &use);
    tree_remove(&proc);
    return use;
}

TEST(sockets_of_both_protocols_are_counted_together)
{
    struct sockets_in_use use = read_files(SOCKSTAT, SOCKSTAT6);
    assert_true(use.known);
    assert_int_equal(use.all, 9);
    assert_int_equal(use.tcp, 7);
    assert_int_equal(use.time_wait, 2);
    assert_int_equal(use.udp, 5);
    assert_int_equal(use.udp6, 0);
}

TEST(what_is_missing_or_odd_is_unknown)
{
    assert_false(read_files(NULL, SOCKSTAT6).known);
    assert_false(read_files(SOCKSTAT, NULL).known);
    assert_false(read_files("", SOCKSTAT6).known);
    assert_false(read_files(SOCKSTAT, "UDP6: inuse 0\n").known);
    assert_false(read_files("sockets: used 9\nTCP: inuse 3 orphan 1\n", SOCKSTAT6).known);
    assert_false(read_files("sockets: used 9\nTCP: inuse -1 tw 0\n", SOCKSTAT6).known);
    assert_false(read_files("TCP: inuse 3 tw 2\n", SOCKSTAT6).known);
    assert_false(read_files("sockets: used 9\nTCP: inuse 3 tw 2\n", SOCKSTAT6).known);
    assert_false(read_files(SOCKSTAT, "TCP6: inuse 0\n").known);
    assert_false(read_files("sockets: used x\nTCP: inuse 3 tw 2\n", SOCKSTAT6).known);
}

static bool received(const char *snmp)
{
    struct tree proc;
    tree_make(&proc);
    tree_directory(&proc, "net");
    if (snmp != NULL)
        tree_file(&proc, "net/snmp", snmp, strlen(snmp));
    bool answer = in_use_received(proc.path);
    tree_remove(&proc);
    return answer;
}

TEST(segments_may_have_come_unless_none_was_counted)
{
    assert_false(received("Ip: InReceives\nIp: 7\nTcp: MaxConn InSegs\nTcp: -1 0\n"));
    assert_true(received("Tcp: MaxConn InSegs\nTcp: -1 1\n"));
    assert_true(received("Tcp: MaxConn InSegs\nTcp: -1\n"));
    assert_true(received("Tcp: MaxConn\nTcp: -1\n"));
    assert_true(received(""));
    assert_true(received(NULL));
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(sockets_of_both_protocols_are_counted_together),
        cmocka_unit_test(what_is_missing_or_odd_is_unknown),
        cmocka_unit_test(segments_may_have_come_unless_none_was_counted),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
