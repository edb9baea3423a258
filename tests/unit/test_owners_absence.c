/* SPDX-License-Identifier: MIT */
#include "owners/elsewhere.h"
#include "owners_tree.h"

static void add_namespace(struct fixture *fixture, const char *link)
{
    tree_directory(&fixture->proc, "self");
    tree_directory(&fixture->proc, "self/ns");
    tree_link(&fixture->proc, "self/ns/pid", link);
}

/* A process 7 that holds socket 50; nobody is seen to hold 60. */
static void scan_two(struct fixture *fixture)
{
    add_process(fixture, "7", "sshd\n", 5);
    add_link(fixture, "7", "3", "socket:[50]");
    want(fixture, 50);
    want(fixture, 60);
    scan(fixture);
}

static void nothing_is_claimed_where_nothing_was_seen(void **state)
{
    struct fixture *fixture = *state;
    scan_two(fixture);
    assert_int_equal(owners_absence(&fixture->owners, 60), ABSENCE_UNKNOWN);
    assert_false(owners_are_whole(&fixture->owners));
}

static void all_is_seen_only_in_the_first_pid_namespace(void **state)
{
    struct fixture *fixture = *state;
    add_namespace(fixture, "pid:[4026531836]");
    scan_two(fixture);
    assert_int_equal(owners_absence(&fixture->owners, 60), ABSENCE_UNKNOWN);
    assert_true(owners_are_whole(&fixture->owners));
}

/* They may have a file table of their own, and nothing compares the tables of a made-up procfs. */
static void threads_that_were_left_out_may_be_owners(void **state)
{
    struct fixture *fixture = *state;
    add_namespace(fixture, "pid:[4026531836]");
    add_process(fixture, "9", "a\n", 2);
    add_thread(fixture, "9", "9", "a\n");
    add_thread(fixture, "9", "10", "b\n");
    scan_two(fixture);
    assert_false(owners_are_whole(&fixture->owners));
}

static void another_pid_namespace_does_not_show_all(void **state)
{
    struct fixture *fixture = *state;
    add_namespace(fixture, "pid:[4026532999]");
    scan_two(fixture);
    assert_int_equal(owners_absence(&fixture->owners, 60), ABSENCE_OTHER_PID_NAMESPACE);
    assert_false(owners_are_whole(&fixture->owners));
    check_report(fixture, "1 socket has", "this is not the first pid namespace");
}

static void a_process_that_may_not_be_read_hides_what_it_holds(void **state)
{
    struct fixture *fixture = *state;
    add_namespace(fixture, "pid:[4026531836]");
    if (geteuid() != 0) {
        SKIP_BECAUSE("only root can make processes of another user");
    }
    add_process(fixture, "8", "secret\n", 7);
    assert_int_equal(chmod(tree_path(&fixture->proc, "8/fd"), 0500), 0);
    want(fixture, 60);
    assert_int_equal(seteuid(NOBODY), 0);
    bool scanned = owners_scan(&fixture->owners, fixture->proc.path, &fixture->error);
    assert_int_equal(seteuid(0), 0);
    assert_true(scanned);
    assert_int_equal(owners_absence(&fixture->owners, 60), ABSENCE_HIDDEN);
    assert_false(owners_are_whole(&fixture->owners));
}

static void a_process_that_fails_to_be_read_is_no_reason(void **state)
{
    struct fixture *fixture = *state;
    add_namespace(fixture, "pid:[4026531836]");
    tree_directory(&fixture->proc, "8");
    tree_file(&fixture->proc, "8/fd", "no directory", 12);
    scan_two(fixture);
    assert_int_equal(owners_absence(&fixture->owners, 60), ABSENCE_UNKNOWN);
    assert_false(owners_are_whole(&fixture->owners));
}

static void an_io_uring_holds_what_it_has_registered(void **state)
{
    static const char fdinfo[] = "pos:\t0\nSqMask:\t0x7\nUserFiles:\t3\n    0: socket:[60]\n"
                                 "    1: /tmp/socket:[61]\n    2: socket:[62]\n"
                                 "UserBufs:\t1\n    0: socket:[63]\n";
    struct fixture *fixture = *state;
    add_process(fixture, "9", "ring\n", 5);
    add_link(fixture, "9", "4", "anon_inode:[io_uring]");
    tree_directory(&fixture->proc, "9/fdinfo");
    tree_file(&fixture->proc, "9/fdinfo/4", fdinfo, sizeof(fdinfo) - 1);
    for (uint32_t inode = 61; inode <= 63; inode++)
        want(fixture, inode);
    scan_two(fixture);
    assert_int_equal(owners_absence(&fixture->owners, 60), ABSENCE_IO_URING);
    assert_int_equal(owners_absence(&fixture->owners, 61), ABSENCE_UNKNOWN);
    assert_int_equal(owners_absence(&fixture->owners, 62), ABSENCE_IO_URING);
    assert_int_equal(owners_absence(&fixture->owners, 63), ABSENCE_UNKNOWN);
    check_report(fixture, "owners: 2 sockets have an owner", "held by the kernel");
}

/* Any waiting descriptor can be one of the sockets, so there must be enough for all of them. */
static void a_message_is_claimed_only_if_it_explains_all(void **state)
{
    struct fixture *fixture = *state;
    struct elsewhere *elsewhere = &fixture->owners.elsewhere;
    want(fixture, 61);
    scan_two(fixture);
    elsewhere_add_messages(elsewhere, slice_of("pos:\t0\nscm_fds: 1\n"));
    assert_int_equal(owners_absence(&fixture->owners, 60), ABSENCE_UNKNOWN);
    elsewhere_add_messages(elsewhere, slice_of("scm_fds: 1"));
    assert_int_equal(owners_absence(&fixture->owners, 60), ABSENCE_IN_FLIGHT);
    assert_int_equal(owners_absence(&fixture->owners, 61), ABSENCE_IN_FLIGHT);
}

static void owners_beyond_the_most_are_missed_aloud(void **state)
{
    struct fixture *fixture = *state;
    static const char *const pids[] = {"1", "2", "3"};
    fixture->owners.link_most = 2;
    for (size_t i = 0; i < COUNT_OF(pids); i++) {
        add_process(fixture, pids[i], "a\n", 2);
        add_link(fixture, pids[i], "3", "socket:[5]");
    }
    want(fixture, 5);
    scan(fixture);
    size_t count;
    owners_find(&fixture->owners, 5, &count);
    assert_int_equal(count, 2);
    assert_false(owners_are_whole(&fixture->owners));
    owners_report(&fixture->owners, &fixture->notes);
    assert_int_equal(fixture->notes.item_count, 1);
    assert_contains(fixture->notes.items[0].message, "more than 2 descriptors");
    assert_int_equal(fixture->notes.outcome, OUTCOME_INCOMPLETE);
}

static void fdinfo_that_is_damaged_says_nothing(void **state)
{
    static const char *const texts[] = {"",
                                        "\n",
                                        "UserFiles:",
                                        "UserFiles:\t1\n0",
                                        "UserFiles:\n0:",
                                        "UserFiles:\n0: socket:[",
                                        "UserFiles:\n0: socket:[]",
                                        "UserFiles:\n0: socket:[x]",
                                        "UserFiles:\n0: socket:[5",
                                        "UserFiles:\n0: socket:[4294967296]",
                                        "UserFiles:\n: socket",
                                        "scm_fds:",
                                        "scm_fds: ",
                                        "scm_fds: x",
                                        "scm_fds: -1",
                                        "scm_fds: 99999999999999999999"};
    struct fixture *fixture = *state;
    struct elsewhere *elsewhere = &fixture->owners.elsewhere;
    for (size_t i = 0; i < COUNT_OF(texts); i++) {
        char *copy = exact_copy(texts[i], strlen(texts[i]));
        elsewhere_add_ring(elsewhere, (struct slice){copy, strlen(texts[i])});
        elsewhere_add_messages(elsewhere, (struct slice){copy, strlen(texts[i])});
        free(copy);
        assert_int_equal(elsewhere->io_uring.count, 0);
        assert_int_equal(elsewhere->in_flight, 0);
    }
}

TEST(hidepid_is_what_the_last_mount_at_the_path_says)
{
    static const struct {
        const char *mountinfo;
        bool hides;
    } cases[] = {
        {"1 2 0:3 / /proc rw - proc proc rw,hidepid=invisible\n", true},
        {"1 2 0:3 / /proc rw - proc proc rw,hidepid=2,gid=5\n", true},
        {"1 2 0:3 / /proc rw - proc proc hidepid=noaccess", true},
        {"1 2 0:3 / /proc rw - proc proc rw,hidepid=ptraceable", true},
        {"1 2 0:3 / /proc rw - proc proc rw,hidepid=0\n", false},
        {"1 2 0:3 / /proc rw - proc proc rw,hidepid=off\n", false},
        {"1 2 0:3 / /proc rw - proc proc rw\n", false},
        {"1 2 0:3 / /proc rw - proc proc\n", false},
        {"1 2 0:3 / /x rw - proc proc rw,hidepid=2\n", false},
        {"1 2 0:3 / /proc rw - tmpfs x rw,hidepid=2\n", false},
        {"1 2 0:3 / /proc rw - proc x rw,hidepid=2\n1 2 0:3 / /proc rw - proc x rw\n", false},
        {"", false},
    };
    for (size_t i = 0; i < COUNT_OF(cases); i++)
        assert_int_equal(sight_is_hidepid(slice_of(cases[i].mountinfo), "/proc"), cases[i].hides);
}

/* A procfs of the host, mounted in a container. */
static void a_procfs_of_the_first_namespace_shows_all(void **state)
{
    struct fixture *fixture = *state;
    add_namespace(fixture, "pid:[4026532999]");
    add_process(fixture, "1", "init\n", 5);
    tree_directory(&fixture->proc, "1/ns");
    tree_link(&fixture->proc, "1/ns/pid", "pid:[4026531836]");
    scan_two(fixture);
    assert_int_equal(owners_absence(&fixture->owners, 60), ABSENCE_UNKNOWN);
    assert_true(owners_are_whole(&fixture->owners));
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        OWNERS_TEST(nothing_is_claimed_where_nothing_was_seen),
        OWNERS_TEST(all_is_seen_only_in_the_first_pid_namespace),
        OWNERS_TEST(threads_that_were_left_out_may_be_owners),
        OWNERS_TEST(another_pid_namespace_does_not_show_all),
        OWNERS_TEST(a_procfs_of_the_first_namespace_shows_all),
        OWNERS_TEST(a_process_that_may_not_be_read_hides_what_it_holds),
        OWNERS_TEST(a_process_that_fails_to_be_read_is_no_reason),
        OWNERS_TEST(an_io_uring_holds_what_it_has_registered),
        OWNERS_TEST(a_message_is_claimed_only_if_it_explains_all),
        OWNERS_TEST(owners_beyond_the_most_are_missed_aloud),
        OWNERS_TEST(fdinfo_that_is_damaged_says_nothing),
        cmocka_unit_test(hidepid_is_what_the_last_mount_at_the_path_says),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
