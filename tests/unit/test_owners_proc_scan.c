/* SPDX-License-Identifier: MIT */
#include "owners_tree.h"

#include <sys/resource.h>

#include "owners/links.h"
#include "owners/proc_scan.h"

static void names_that_are_no_numbers_are_passed_over(void **state)
{
    static const char *const names[] = {"self", "thread-self", "1a",          "-1",         "+1",
                                        "0x1",  "net",         "99999999999", "2147483648", " 1"};
    struct fixture *fixture = *state;
    for (size_t i = 0; i < COUNT_OF(names); i++) {
        add_process(fixture, names[i], "bad\n", 4);
        add_link(fixture, names[i], "1", "socket:[1]");
    }
    add_process(fixture, "2147483647", "good\n", 5);
    for (size_t i = 0; i < COUNT_OF(names); i++)
        add_link(fixture, "2147483647", names[i], "socket:[1]");
    add_link(fixture, "2147483647", "2147483647", "socket:[1]");
    want(fixture, 1);
    scan(fixture);
    check_owners(fixture, 1, "2147483647:2147483647:good ");
    assert_int_equal(fixture->owners.unreadable, 0);
}

static void many_sockets_of_many_processes_are_all_found(void **state)
{
    enum { PROCESSES = 40, DESCRIPTORS = 100 };
    struct fixture *fixture = *state;
    for (uint32_t pid = 1; pid <= PROCESSES; pid++) {
        char name[16], descriptor[16], link[32];
        snprintf(name, sizeof(name), "%u", pid);
        add_process(fixture, name, name, strlen(name));
        for (uint32_t i = 0; i < DESCRIPTORS; i++) {
            snprintf(descriptor, sizeof(descriptor), "%u", i);
            snprintf(link, sizeof(link), "socket:[%u]", pid * 1000 + i);
            add_link(fixture, name, descriptor, link);
            want(fixture, pid * 1000 + i);
        }
    }
    scan(fixture);
    for (uint32_t pid = 1; pid <= PROCESSES; pid++) {
        for (uint32_t i = 0; i < DESCRIPTORS; i++) {
            char expected[64];
            snprintf(expected, sizeof(expected), "%u:%u:%u ", pid, i, pid);
            check_owners(fixture, pid * 1000 + i, expected);
        }
    }
}

static void a_process_that_vanished_is_neither_counted_nor_reported(void **state)
{
    struct fixture *fixture = *state;
    tree_directory(&fixture->proc, "11");
    tree_link(&fixture->proc, "12", "gone");
    add_process(fixture, "13", "left\n", 5);
    add_link(fixture, "13", "1", "socket:[5]");
    want(fixture, 5);
    scan(fixture);
    check_owners(fixture, 5, "13:1:left ");
    assert_int_equal(fixture->owners.unreadable, 0);
}

/* More descriptors than one worker takes alone (HELP_AFTER), in tables longer than one read. */
enum { PROCESSES = 2, MANY = 1500 };

static void make_many(struct fixture *fixture)
{
    for (uint32_t pid = 1; pid <= PROCESSES; pid++) {
        char name[16], descriptor[16], link[32];
        snprintf(name, sizeof(name), "%u", pid);
        add_process(fixture, name, name, strlen(name));
        for (uint32_t i = 0; i < MANY; i++) {
            snprintf(descriptor, sizeof(descriptor), "%u", i);
            snprintf(link, sizeof(link), "socket:[%u]", pid * MANY + i);
            add_link(fixture, name, descriptor, link);
            want(fixture, pid * MANY + i);
        }
        add_link(fixture, name, "99999", "socket:[1]");
    }
    want(fixture, 1);
}

static void check_many(struct fixture *fixture)
{
    for (uint32_t pid = 1; pid <= PROCESSES; pid++) {
        for (uint32_t i = 0; i < MANY; i++) {
            char expected[64];
            snprintf(expected, sizeof(expected), "%u:%u:%u ", pid, i, pid);
            check_owners(fixture, pid * MANY + i, expected);
        }
    }
    check_owners(fixture, 1, "1:99999:1 2:99999:2 ");
}

static void check_scan(struct fixture *fixture, enum owners_choice choice)
{
    struct owners *owners = &fixture->owners;
    owners_forget(owners);
    assert_int_equal(owners_count_unseen(owners), PROCESSES * MANY + 1);
    check_owners(fixture, 1, "");
    owners->choice = choice;
    owners->scanned = false;
    scan(fixture);
    check_many(fixture);
    assert_int_equal(owners->task_count, PROCESSES);
    assert_int_equal(owners->link_count, PROCESSES * MANY + PROCESSES);
    assert_int_equal(owners->unreadable, 0);
}

/* Runs the scan with one worker, with several, and after the BPF program was given up: that program
 * cannot read a made-up procfs. */
static void more_than_one_worker_takes_alone_is_all_found(void **state)
{
    struct fixture *fixture = *state;
    struct owners *owners = &fixture->owners;
    const char *proc = fixture->proc.path;
    make_many(fixture);
    assert_true(owners_hash_all(owners));
    assert_int_equal(owners_proc_scan(owners, proc, 100, &fixture->error), PROC_SCAN_STOPPED);
    assert_in_range(owners->link_count, 80, 101);
    owners_forget(owners);
    assert_int_equal(owners_proc_scan(owners, proc, PROCESSES * (MANY + 10), &fixture->error),
                     PROC_SCAN_WHOLE);
    check_many(fixture);
    check_scan(fixture, OWNERS_PROC);
    check_scan(fixture, OWNERS_AUTO);
}

static void bpf_cannot_tell_of_another_procfs(void **state)
{
    struct fixture *fixture = *state;
    add_process(fixture, "1", "a\n", 2);
    want(fixture, 1);
    fixture->owners.choice = OWNERS_BPF;
    assert_false(owners_prepare(&fixture->owners, fixture->proc.path, &fixture->error));
    assert_contains(error_message(&fixture->error), "owners: bpf: ");
    assert_false(owners_scan(&fixture->owners, fixture->proc.path, &fixture->error));
    assert_contains(error_message(&fixture->error), "owners: bpf: ");
}

static void many_threads_are_all_found(void **state)
{
    enum { THREADS = 12, EACH = 180 };
    struct fixture *fixture = *state;
    struct strbuf expected = {0};
    add_process(fixture, "1", "a\n", 2);
    for (unsigned i = 100; i < 100 + THREADS; i++) {
        char tid[16], task[32], descriptor[16], owner[32];
        snprintf(tid, sizeof(tid), "%u", i);
        snprintf(task, sizeof(task), "1/task/%u", i);
        add_thread(fixture, "1", tid, "t\n");
        for (unsigned j = 0; j < EACH; j++) {
            snprintf(descriptor, sizeof(descriptor), "%u", j);
            add_link(fixture, task, descriptor, j == 7 ? "socket:[5]" : "/dev/null");
        }
        snprintf(owner, sizeof(owner), "1/%u:7:t: ", i);
        strbuf_put_string(&expected, owner);
    }
    strbuf_put_char(&expected, '\0');
    want(fixture, 5);
    fixture->owners.with_threads = true;
    scan(fixture);
    check_tasks(fixture, 5, expected.data);
    strbuf_free(&expected);
}

/* Sockets that only threads with files of their own hold, and one that nobody does. */
static void many_threads_are_looked_through_for_what_is_missing(void **state)
{
    enum { TASKS = 24, EACH = 90 };
    struct fixture *fixture = *state;
    for (uint32_t pid = 1; pid <= TASKS; pid++) {
        char name[16], task[32], tid[16], descriptor[16], link[32];
        snprintf(name, sizeof(name), "%u", pid);
        snprintf(tid, sizeof(tid), "%u", pid + 1000);
        snprintf(task, sizeof(task), "%u/task/%u", pid, pid + 1000);
        add_process(fixture, name, name, strlen(name));
        add_thread(fixture, name, tid, "t\n");
        for (uint32_t i = 0; i < EACH; i++) {
            snprintf(descriptor, sizeof(descriptor), "%u", i);
            snprintf(link, sizeof(link), "socket:[%u]", pid * 1000 + i);
            add_link(fixture, task, descriptor, link);
            want(fixture, pid * 1000 + i);
        }
    }
    want(fixture, 1);
    scan(fixture);
    for (uint32_t pid = 1; pid <= TASKS; pid++) {
        for (uint32_t i = 0; i < EACH; i++) {
            char expected[64];
            snprintf(expected, sizeof(expected), "%u:%u:%u ", pid, i, pid);
            check_owners(fixture, pid * 1000 + i, expected);
        }
    }
    assert_int_equal(owners_count_unseen(&fixture->owners), 1);
}

static void running_out_of_descriptors_is_an_error(void **state)
{
    struct fixture *fixture = *state;
    struct rlimit before, few;
    add_process(fixture, "1", "a\n", 2);
    want(fixture, 5);
    assert_int_equal(getrlimit(RLIMIT_NOFILE, &before), 0);
    int next = dup(STDIN_FILENO);
    close(next);
    few = (struct rlimit){(rlim_t)next + 1, before.rlim_max};
    assert_int_equal(setrlimit(RLIMIT_NOFILE, &few), 0);
    bool scanned = owners_scan(&fixture->owners, fixture->proc.path, &fixture->error);
    assert_int_equal(setrlimit(RLIMIT_NOFILE, &before), 0);
    assert_false(scanned);
    assert_contains(error_message(&fixture->error), "out of memory or of file descriptors");
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        OWNERS_TEST(names_that_are_no_numbers_are_passed_over),
        OWNERS_TEST(many_sockets_of_many_processes_are_all_found),
        OWNERS_TEST(a_process_that_vanished_is_neither_counted_nor_reported),
        OWNERS_TEST(more_than_one_worker_takes_alone_is_all_found),
        OWNERS_TEST(bpf_cannot_tell_of_another_procfs),
        OWNERS_TEST(many_threads_are_all_found),
        OWNERS_TEST(many_threads_are_looked_through_for_what_is_missing),
        OWNERS_TEST(running_out_of_descriptors_is_an_error),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
