/* SPDX-License-Identifier: MIT */
#include "summary/read.h"

#include "command_line.h"
#include "tree.h"

/* A made-up procfs and what was read of it. */
struct fixture {
    struct tree proc;
    struct summary summary;
    struct notes notes;
    struct error error;
};

static void put(struct fixture *fixture, const char *name, const char *text)
{
    tree_file(&fixture->proc, name, text, strlen(text));
}

static int set_up(void **state)
{
    struct fixture *fixture = calloc(1, sizeof(*fixture));
    if (fixture == NULL)
        return -1;
    tree_make(&fixture->proc);
    static const char *const directories[] = {"net", "sys", "sys/net", "sys/net/ipv4",
                                              "sys/net/ipv6"};
    for (size_t i = 0; i < COUNT_OF(directories); i++)
        tree_directory(&fixture->proc, directories[i]);
    put(fixture, "net/sockstat",
        "sockets: used 301\nTCP: inuse 5 orphan 1 tw 7 alloc 9 mem 36\nUDP: inuse 2 mem 3\n"
        "UDPLITE: inuse 0\nRAW: inuse 4\nFRAG: inuse 1 memory 512\n");
    put(fixture, "net/sockstat6",
        "TCP6: inuse 3\nUDP6: inuse 1\nUDPLITE6: inuse 0\nRAW6: inuse 0\n"
        "FRAG6: inuse 0 memory 0\n");
    put(fixture, "net/tcp",
        "  sl  local_address rem_address   st tx_queue rx_queue tr tm->when retrnsmt   uid  "
        "timeout inode\n"
        "   0: 00000000:0016 00000000:0000 0A 00000000:00000000 00:00000000 00000000 0 0 4242\n"
        "   1: 00000000:0016 00000000:0017 01 00000000:00000000 00:00000000 00000000 0 0 4243\n");
    put(fixture, "net/snmp", "Tcp: MaxConn CurrEstab\nTcp: -1 6\n");
    put(fixture, "net/protocols",
        "protocol  size sockets  memory press\nUNIX-STREAM 1152 20 -1 NI\nUNIX 1152 3 -1 NI\n"
        "PING 1 2 -1 NI\nTCP 2304 8 36 yes\nPACKET 1600 0 -1 NI\n");
    put(fixture, "sys/net/ipv4/tcp_mem", "10\t20\t30\n");
    put(fixture, "sys/net/ipv4/tcp_max_orphans", "131072\n");
    *state = fixture;
    return 0;
}

static int tear_down(void **state)
{
    struct fixture *fixture = *state;
    summary_free(&fixture->summary);
    notes_free(&fixture->notes);
    error_clear(&fixture->error);
    tree_remove(&fixture->proc);
    free(fixture);
    return 0;
}

/* The listeners of the machine are no part of the made-up tree: --source=proc leaves them out. */
static void read_words(struct fixture *fixture, const char *words)
{
    struct command_line line;
    const struct query *query = parse_good(&line, words);
    assert_true(summary_read(&fixture->summary, &query->selection, query->source,
                             fixture->proc.path, &fixture->notes, &fixture->error));
    command_line_free(&line);
}

static void read_all(struct fixture *fixture)
{
    read_words(fixture, "-s --source=proc");
}

static size_t find_row(const char *group, const char *name)
{
    size_t at = 0;
    while (strcmp(summary_rows[at].group, group) != 0 || strcmp(summary_rows[at].name, name) != 0)
        assert_true(++at < summary_rows_count);
    return at;
}

static void check(const struct fixture *fixture, const char *group, const char *name,
                  uint64_t expected)
{
    const struct summary_number *value = &fixture->summary.values[find_row(group, name)];
    if (!value->known || value->number != expected)
        fail_msg("%s.%s: %d, %llu", group, name, value->known, (unsigned long long)value->number);
}

static void check_limit(const struct fixture *fixture, const char *group, const char *name,
                        uint64_t expected)
{
    const struct summary_number *limit = &fixture->summary.limits[find_row(group, name)];
    assert_true(limit->known);
    assert_int_equal(limit->number, expected);
}

static void check_unknown(const struct fixture *fixture, const char *group, const char *name)
{
    assert_false(fixture->summary.values[find_row(group, name)].known);
}

static void numbers_come_from_their_files(void **state)
{
    struct fixture *fixture = *state;
    uint64_t page = (uint64_t)sysconf(_SC_PAGESIZE);
    read_all(fixture);
    check(fixture, "sockets", "used", 301);
    check(fixture, "tcp", "total", 8);
    check(fixture, "tcp", "ipv4", 5);
    check(fixture, "tcp", "ipv6", 3);
    check(fixture, "tcp", "established", 6);
    check(fixture, "tcp", "time_wait", 7);
    check(fixture, "tcp", "orphaned", 1);
    check_limit(fixture, "tcp", "orphaned", 131072);
    check_unknown(fixture, "tcp", "closed");
    check(fixture, "tcp", "listen", 1);
    check(fixture, "tcp", "memory_bytes", 36 * page);
    check_limit(fixture, "tcp", "memory_bytes", 30 * page);
    check(fixture, "tcp", "memory_pressure_bytes", 20 * page);
    check(fixture, "tcp", "memory_pressure", 1);
    check(fixture, "udp", "memory_bytes", 3 * page);
    check(fixture, "inet", "total", 5 + 3 + 2 + 1 + 4);
    check(fixture, "unix", "total", 23);
    check(fixture, "unix", "stream", 20);
    check(fixture, "packet", "total", 0);
    check(fixture, "fragments", "ipv4_memory_bytes", 512);
    assert_int_equal(fixture->notes.item_count, 0);
}

static void what_the_kernel_does_not_tell_is_unknown_and_no_zero(void **state)
{
    struct fixture *fixture = *state;
    read_all(fixture);
    check_unknown(fixture, "sctp", "total");
    check_unknown(fixture, "netlink", "total");
    assert_false(fixture->summary.limits[find_row("udp", "memory_bytes")].known);
    assert_false(fixture->summary.limits[find_row("tcp", "time_wait")].known);
    check(fixture, "ping", "total", 2);
    check_unknown(fixture, "ping", "ipv6");
}

static void a_kernel_without_ipv6_has_whole_sums(void **state)
{
    struct fixture *fixture = *state;
    assert_int_equal(unlink(tree_path(&fixture->proc, "net/sockstat6")), 0);
    read_all(fixture);
    check(fixture, "tcp", "total", 5);
    check_unknown(fixture, "tcp", "ipv6");
    assert_int_equal(fixture->notes.item_count, 0);
}

static void a_missing_file_is_noted_and_the_rest_is_shown(void **state)
{
    struct fixture *fixture = *state;
    assert_int_equal(unlink(tree_path(&fixture->proc, "net/snmp")), 0);
    read_all(fixture);
    check_unknown(fixture, "tcp", "established");
    check(fixture, "tcp", "total", 8);
    assert_int_equal(fixture->notes.item_count, 1);
    assert_contains(fixture->notes.items[0].message, "/net/snmp: No such file");
    assert_int_equal(fixture->notes.outcome, OUTCOME_INCOMPLETE);
}

static void a_file_that_cannot_be_read_makes_its_sums_unknown(void **state)
{
    struct fixture *fixture = *state;
    assert_int_equal(unlink(tree_path(&fixture->proc, "net/sockstat6")), 0);
    tree_directory(&fixture->proc, "net/sockstat6");
    read_all(fixture);
    check_unknown(fixture, "tcp", "total");
    check(fixture, "tcp", "ipv4", 5);
    assert_int_equal(fixture->notes.item_count, 1);
    assert_contains(fixture->notes.items[0].message, "/net/sockstat6: Is a directory");
}

static void a_file_that_is_cut_is_noted_once(void **state)
{
    struct fixture *fixture = *state;
    put(fixture, "net/sockstat", "sockets: used 301\nTCP: inuse 5 orphan");
    read_all(fixture);
    check(fixture, "sockets", "used", 301);
    check(fixture, "tcp", "ipv4", 5);
    check_unknown(fixture, "tcp", "orphaned");
    assert_int_equal(fixture->notes.item_count, 1);
    assert_contains(fixture->notes.items[0].message,
                    "summary: net/sockstat: could not be understood");
    assert_int_equal(fixture->notes.outcome, OUTCOME_INCOMPLETE);
}

static void numbers_too_large_for_bytes_are_unknown(void **state)
{
    struct fixture *fixture = *state;
    put(fixture, "net/sockstat", "TCP: inuse 1 orphan 0 tw 0 alloc 0 mem 1152921504606846975\n");
    read_all(fixture);
    check_unknown(fixture, "tcp", "memory_bytes");
    check_unknown(fixture, "tcp", "closed");
}

static void without_any_file_there_is_nothing(void **state)
{
    struct fixture *fixture = *state;
    struct command_line line;
    const struct query *query = parse_good(&line, "-s --source=proc");
    assert_true(summary_read(&fixture->summary, &query->selection, query->source, "/none",
                             &fixture->notes, &fixture->error));
    assert_int_equal(fixture->notes.outcome, OUTCOME_NOTHING);
    command_line_free(&line);
}

static bool wants(const char *words, const char *group, const char *name)
{
    struct command_line line;
    bool wanted =
        summary_wants(&parse_good(&line, words)->selection, &summary_rows[find_row(group, name)]);
    command_line_free(&line);
    return wanted;
}

TEST(a_choice_of_sockets_narrows_the_summary)
{
    assert_true(wants("-s", "tcp", "total"));
    assert_true(wants("-s", "sockets", "used"));
    assert_true(wants("-sa", "udp", "total"));
    assert_true(wants("-st", "tcp", "memory_bytes"));
    assert_false(wants("-st", "udp", "total"));
    assert_false(wants("-st", "sockets", "used"));
    assert_true(wants("-stu", "udp", "total"));
    assert_true(wants("-s -A inet", "tcp", "total"));
    assert_true(wants("-s4", "tcp", "ipv4"));
    assert_false(wants("-s4", "tcp", "ipv6"));
    assert_false(wants("-s4", "tcp", "total"));
    assert_true(wants("-s46", "tcp", "total"));
}

TEST(the_table_has_no_row_twice_and_groups_stay_together)
{
    for (size_t i = 0; i < summary_rows_count; i++) {
        const struct summary_row *row = &summary_rows[i];
        assert_non_null(row->help);
        assert_true(row->terms != NULL || strncmp(row->help, "unknown: ", 9) == 0);
        assert_true(row->limit_name == NULL || row->limit.file != FILE_NONE);
        for (size_t j = 0; j < i; j++) {
            const struct summary_row *other = &summary_rows[j];
            bool same = strcmp(row->group, other->group) == 0;
            assert_false(same && strcmp(row->name, other->name) == 0);
            assert_false(same && strcmp(row->group, summary_rows[i - 1].group) != 0);
        }
    }
}

TEST(a_summary_refuses_what_is_about_single_sockets)
{
    check_refused("-s --columns=state", "--summary", "--columns");
    check_refused("-sp", "--summary", "details");
    check_refused("-sl", "--summary", "states");
    check_refused("-s --state=listen", "--summary", "states");
    check_refused("-s --ndjson", "--summary", "ndjson");
    check_refused("-s --source=netlink", "--summary", "--source=netlink");
}

#define SUMMARY_TEST(test) cmocka_unit_test_setup_teardown(test, set_up, tear_down)

int main(void)
{
    const struct CMUnitTest tests[] = {
        SUMMARY_TEST(numbers_come_from_their_files),
        SUMMARY_TEST(what_the_kernel_does_not_tell_is_unknown_and_no_zero),
        SUMMARY_TEST(a_kernel_without_ipv6_has_whole_sums),
        SUMMARY_TEST(a_missing_file_is_noted_and_the_rest_is_shown),
        SUMMARY_TEST(a_file_that_cannot_be_read_makes_its_sums_unknown),
        SUMMARY_TEST(a_file_that_is_cut_is_noted_once),
        SUMMARY_TEST(numbers_too_large_for_bytes_are_unknown),
        SUMMARY_TEST(without_any_file_there_is_nothing),
        cmocka_unit_test(a_choice_of_sockets_narrows_the_summary),
        cmocka_unit_test(the_table_has_no_row_twice_and_groups_stay_together),
        cmocka_unit_test(a_summary_refuses_what_is_about_single_sockets),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
