/* SPDX-License-Identifier: MIT */
#include "owners_tree.h"

static void several_owners_come_by_pid_and_then_descriptor(void **state)
{
    struct fixture *fixture = *state;
    static const char *const pids[] = {"900", "20", "1000", "7"};
    for (size_t i = 0; i < COUNT_OF(pids); i++) {
        add_process(fixture, pids[i], "sshd\n", 5);
        add_link(fixture, pids[i], "10", "socket:[55]");
        add_link(fixture, pids[i], "9", "socket:[55]");
        add_link(fixture, pids[i], "3", "socket:[56]");
    }
    want(fixture, 55);
    scan(fixture);
    check_owners(fixture, 55,
                 "7:9:sshd 7:10:sshd 20:9:sshd 20:10:sshd 900:9:sshd 900:10:sshd 1000:9:sshd "
                 "1000:10:sshd ");
    check_owners(fixture, 56, "");
    owners_report(&fixture->owners, &fixture->notes);
    assert_int_equal(fixture->notes.item_count, 0);
}

static void only_the_last_newline_of_a_name_is_dropped(void **state)
{
    struct fixture *fixture = *state;
    static const struct {
        const char *pid, *comm, *expected;
    } cases[] = {{"1", "a) R 1\n", "1:0:a) R 1 "},
                 {"2", "x\ny\n", "2:0:x\ny "},
                 {"3", "\n", "3:0: "},
                 {"4", "", "4:0: "},
                 {"5", "\xff\x1b[2J\n", "5:0:\xff\x1b[2J "},
                 {"6", "none", "6:0:none "},
                 {"7", "\n\n", "7:0:\n "},
                 {"8", NULL, "8:0:NULL "}};
    for (size_t i = 0; i < COUNT_OF(cases); i++) {
        char link[32];
        const char *comm = cases[i].comm;
        add_process(fixture, cases[i].pid, comm, comm == NULL ? 0 : strlen(comm));
        snprintf(link, sizeof(link), "socket:[%zu]", i + 100);
        add_link(fixture, cases[i].pid, "0", link);
        want(fixture, (uint32_t)i + 100);
    }
    scan(fixture);
    for (size_t i = 0; i < COUNT_OF(cases); i++)
        check_owners(fixture, (uint32_t)i + 100, cases[i].expected);
}

static void links_that_are_no_sockets_are_passed_over(void **state)
{
    static const char *const links[] = {
        "/dev/null",      "socket:[1",           "socket:[12",
        "socket:1]",      "socket:[]",           "socket:[-1]",
        "socket:[ 1]",    "socket:[1] ",         "xsocket:[1]",
        "Socket:[1]",     "socket:[1][2]",       "pipe:[1]",
        "socket:[0]",     "socket:[1x]",         "socket:[0x1]",
        "anon_inode:[1]", "socket:[4294967297]", "socket:[18446744073709551617]"};
    struct fixture *fixture = *state;
    add_process(fixture, "1", "a\n", 2);
    for (size_t i = 0; i < COUNT_OF(links); i++) {
        char name[16];
        snprintf(name, sizeof(name), "%zu", i);
        add_link(fixture, "1", name, links[i]);
    }
    char longest[300];
    memset(longest, '0', sizeof(longest));
    memcpy(longest, "socket:[", 8);
    memcpy(longest + sizeof(longest) - 3, "1]", 3);
    add_link(fixture, "1", "500", longest);
    want(fixture, 1);
    want(fixture, 0);
    scan(fixture);
    check_owners(fixture, 1, "");
    check_owners(fixture, 0, "");
}

static void a_directory_that_fails_is_not_called_forbidden(void **state)
{
    struct fixture *fixture = *state;
    tree_directory(&fixture->proc, "1");
    tree_file(&fixture->proc, "1/fd", "no directory", 12);
    want(fixture, 5);
    want(fixture, 6);
    scan(fixture);
    check_owners(fixture, 5, "");
    check_failure(fixture, "Not a directory");
    assert_false(owners_are_whole(&fixture->owners));
}

static void a_name_that_fails_is_reported(void **state)
{
    struct fixture *fixture = *state;
    add_process(fixture, "1", NULL, 0);
    tree_directory(&fixture->proc, "1/comm");
    add_link(fixture, "1", "3", "socket:[5]");
    want(fixture, 5);
    scan(fixture);
    check_owners(fixture, 5, "1:3:NULL ");
    check_failure(fixture, "Is a directory");
}

static void a_name_that_may_not_be_read_is_reported(void **state)
{
    struct fixture *fixture = *state;
    if (geteuid() != 0) {
        SKIP_BECAUSE("only root can make processes of another user");
    }
    add_process(fixture, "1", "secret\n", 7);
    add_link(fixture, "1", "3", "socket:[5]");
    assert_int_equal(chmod(tree_path(&fixture->proc, "1/comm"), 0400), 0);
    want(fixture, 5);
    assert_int_equal(seteuid(NOBODY), 0);
    bool scanned = owners_scan(&fixture->owners, fixture->proc.path, &fixture->error);
    assert_int_equal(seteuid(0), 0);
    assert_true(scanned);
    check_owners(fixture, 5, "1:3:NULL ");
    check_report(fixture, "owners: 1 process has a name", "may not be read");
}

static void other_users_processes_are_counted_and_reported(void **state)
{
    struct fixture *fixture = *state;
    if (geteuid() != 0) {
        SKIP_BECAUSE("only root can make processes of another user");
    }
    add_process(fixture, "1", "secret\n", 7);
    add_link(fixture, "1", "3", "socket:[5]");
    add_process(fixture, "2", "open\n", 5);
    add_link(fixture, "2", "3", "socket:[6]");
    assert_int_equal(chmod(tree_path(&fixture->proc, "1/fd"), 0500), 0);
    want(fixture, 5);
    want(fixture, 6);
    assert_int_equal(seteuid(NOBODY), 0);
    bool scanned = owners_scan(&fixture->owners, fixture->proc.path, &fixture->error);
    owners_report(&fixture->owners, &fixture->notes);
    assert_int_equal(seteuid(0), 0);
    assert_true(scanned);
    check_owners(fixture, 5, "");
    check_owners(fixture, 6, "2:3:open ");
    assert_int_equal(fixture->owners.unreadable, 1);
    assert_int_equal(fixture->notes.item_count, 1);
    assert_contains(fixture->notes.items[0].message,
                    "owners: 1 socket has an owner that could not be seen: some processes may not "
                    "be read; root, or CAP_SYS_PTRACE and CAP_DAC_READ_SEARCH, shows them");
}

static void a_report_claims_only_what_was_seen(void **state)
{
    struct fixture *fixture = *state;
    add_process(fixture, "1", "other\n", 6);
    want(fixture, 5);
    scan(fixture);
    check_report(fixture, "1 socket has", "held by the kernel, or closed during the run");
}

static void a_missing_procfs_is_an_error(void **state)
{
    struct fixture *fixture = *state;
    want(fixture, 1);
    assert_false(owners_scan(&fixture->owners, tree_path(&fixture->proc, "none"), &fixture->error));
    assert_int_equal(fixture->error.number, ENOENT);
    assert_contains(error_message(&fixture->error), "owners: cannot read ");
    assert_contains(error_message(&fixture->error), "/none: No such file");
}

static void a_directory_without_processes_is_no_procfs(void **state)
{
    struct fixture *fixture = *state;
    tree_directory(&fixture->proc, "net");
    want(fixture, 1);
    assert_false(owners_scan(&fixture->owners, fixture->proc.path, &fixture->error));
    assert_contains(error_message(&fixture->error), "shows no processes");
}

static void nothing_is_scanned_for_nobody_and_only_once_for_others(void **state)
{
    struct fixture *fixture = *state;
    add_process(fixture, "1", "other\n", 6);
    assert_true(owners_scan(&fixture->owners, "/none", &fixture->error));
    owners_report(&fixture->owners, &fixture->notes);
    want(fixture, 1);
    owners_report(&fixture->owners, &fixture->notes);
    assert_int_equal(fixture->notes.item_count, 0);
    scan(fixture);
    assert_true(owners_scan(&fixture->owners, "/none", &fixture->error));
    check_owners(fixture, 1, "");
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        OWNERS_TEST(several_owners_come_by_pid_and_then_descriptor),
        OWNERS_TEST(only_the_last_newline_of_a_name_is_dropped),
        OWNERS_TEST(links_that_are_no_sockets_are_passed_over),
        OWNERS_TEST(a_directory_that_fails_is_not_called_forbidden),
        OWNERS_TEST(a_name_that_fails_is_reported),
        OWNERS_TEST(a_name_that_may_not_be_read_is_reported),
        OWNERS_TEST(other_users_processes_are_counted_and_reported),
        OWNERS_TEST(a_report_claims_only_what_was_seen),
        OWNERS_TEST(a_missing_procfs_is_an_error),
        OWNERS_TEST(a_directory_without_processes_is_no_procfs),
        OWNERS_TEST(nothing_is_scanned_for_nobody_and_only_once_for_others),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
