/* SPDX-License-Identifier: MIT */
#include <fcntl.h>

#include "owners/task.h"
#include "owners_tree.h"

static void with_threads_every_thread_is_an_owner(void **state)
{
    struct fixture *fixture = *state;
    make_threads(fixture);
    fixture->owners.with_threads = true;
    scan(fixture);
    check_tasks(fixture, 1, "20/20:3:main: 20/21:3:one: ");
    check_tasks(fixture, 2, "20/22:5:two: ");
    check_tasks(fixture, 3, "20/22:6:two: 20/22:7:two: 20/23:6:three: 20/23:8:three: ");
    check_tasks(fixture, 4, "20/20:4:main: 20/21:4:one: 20/22:4:two: 20/23:9:three: ");
}

static void without_them_a_thread_stands_for_its_process_and_once(void **state)
{
    struct fixture *fixture = *state;
    make_threads(fixture);
    scan(fixture);
    check_tasks(fixture, 1, "20/0:3:main: ");
    check_tasks(fixture, 2, "20/0:5:main: ");
    check_tasks(fixture, 3, "20/0:6:main: 20/0:7:main: 20/0:8:main: ");
    check_tasks(fixture, 4, "20/0:4:main: ");
    owners_report(&fixture->owners, &fixture->notes);
    assert_int_equal(fixture->notes.item_count, 0);
}

/* Its first thread has ended: no descriptors there, but in the others. */
static void a_process_whose_first_thread_ended_is_found(void **state)
{
    struct fixture *fixture = *state;
    add_process(fixture, "7", "server\n", 7);
    assert_int_equal(rmdir(tree_path(&fixture->proc, "7/fd")), 0);
    add_thread(fixture, "7", "8", "worker\n");
    add_link(fixture, "7/task/8", "3", "socket:[5]");
    want(fixture, 5);
    scan(fixture);
    check_tasks(fixture, 5, "7/0:3:server: ");
    assert_int_equal(fixture->owners.unreadable, 0);
}

static void several_processes_are_looked_through_for_what_is_missing(void **state)
{
    struct fixture *fixture = *state;
    static const char *const pids[] = {"30", "40", "50"};
    for (size_t i = 0; i < COUNT_OF(pids); i++) {
        char thread[16], task[32];
        snprintf(thread, sizeof(thread), "%s1", pids[i]);
        snprintf(task, sizeof(task), "%s/task/%s", pids[i], thread);
        add_process(fixture, pids[i], "a\n", 2);
        add_thread(fixture, pids[i], pids[i], "a\n");
        add_thread(fixture, pids[i], thread, "b\n");
        add_link(fixture, task, "3", "socket:[5]");
        add_link(fixture, task, "4", i == 0 ? "socket:[6]" : "socket:[7]");
    }
    want(fixture, 5);
    want(fixture, 6);
    want(fixture, 7);
    want(fixture, 8);
    scan(fixture);
    check_tasks(fixture, 5, "30/0:3:a: 40/0:3:a: 50/0:3:a: ");
    check_tasks(fixture, 6, "30/0:4:a: ");
    check_tasks(fixture, 7, "40/0:4:a: 50/0:4:a: ");
    check_tasks(fixture, 8, "");
}

/* Nothing below task may be opened for what /proc/PID/fd already told. */
static void threads_are_left_alone_when_every_owner_is_known(void **state)
{
    struct fixture *fixture = *state;
    add_process(fixture, "1", "a\n", 2);
    add_link(fixture, "1", "3", "socket:[5]");
    add_thread(fixture, "1", "2", "b\n");
    add_link(fixture, "1/task/2", "4", "socket:[5]");
    want(fixture, 5);
    scan(fixture);
    check_tasks(fixture, 5, "1/0:3:a: ");
}

static void threads_that_fail_are_not_called_forbidden(void **state)
{
    struct fixture *fixture = *state;
    add_process(fixture, "1", "a\n", 2);
    for (int i = 2; i <= 4; i++) {
        char name[32];
        snprintf(name, sizeof(name), "%d", i);
        add_thread(fixture, "1", name, "b\n");
        snprintf(name, sizeof(name), "1/task/%d/fd", i);
        assert_int_equal(rmdir(tree_path(&fixture->proc, name)), 0);
        tree_file(&fixture->proc, name, "no directory", 12);
    }
    want(fixture, 5);
    fixture->owners.with_threads = true;
    scan(fixture);
    check_failure(fixture, "Not a directory");
}

/* What was read ahead is checked, because the holder may have ended or closed the socket. */
/* The number of a process that has ended can be given to another one at once. */
static void a_name_comes_from_the_process_whose_descriptors_were_read(void **state)
{
    struct fixture *fixture = *state;
    struct arena arena = {0};
    add_process(fixture, "7", "first\n", 6);
    add_thread(fixture, "7", "8", "thread\n");
    struct task task = {open(fixture->proc.path, O_RDONLY | O_DIRECTORY), 7, 0};
    struct task thread = {task.proc, 7, 8};
    task.files = task_open(&task, "fd", O_DIRECTORY);
    thread.files = task_open(&thread, "fd", O_DIRECTORY);
    assert_int_equal(rename(tree_path(&fixture->proc, "7"), tree_path(&fixture->proc, "6")), 0);
    add_process(fixture, "7", "second\n", 7);
    assert_slice(task_name(&task, true, &arena), "first");
    assert_slice(task_name(&thread, true, &arena), "first");
    assert_slice(task_name(&thread, false, &arena), "thread");
    close(task.files);
    task.files = 0;
    assert_slice(task_name(&task, true, &arena), "second");
    close(thread.files);
    close(task.proc);
    arena_free(&arena);
}

static void a_descriptor_still_refers_to_a_socket_or_does_not(void **state)
{
    struct fixture *fixture = *state;
    add_process(fixture, "7", "server\n", 7);
    add_link(fixture, "7", "3", "socket:[5]");
    add_thread(fixture, "7", "8", "worker\n");
    add_link(fixture, "7/task/8", "4", "socket:[55]");
    struct task task = {open(fixture->proc.path, O_RDONLY | O_DIRECTORY), 7, 0};
    struct task thread = {task.proc, 7, 8}, gone = {task.proc, 9, 0};
    assert_true(task.proc >= 0);
    assert_true(task_holds_socket(&task, 3, 5));
    assert_false(task_holds_socket(&task, 3, 55));
    assert_false(task_holds_socket(&task, 4, 5));
    assert_true(task_holds_socket(&thread, 4, 55));
    assert_false(task_holds_socket(&thread, 4, 5));
    assert_false(task_holds_socket(&gone, 3, 5));
    close(task.proc);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        OWNERS_TEST(with_threads_every_thread_is_an_owner),
        OWNERS_TEST(without_them_a_thread_stands_for_its_process_and_once),
        OWNERS_TEST(a_process_whose_first_thread_ended_is_found),
        OWNERS_TEST(several_processes_are_looked_through_for_what_is_missing),
        OWNERS_TEST(threads_are_left_alone_when_every_owner_is_known),
        OWNERS_TEST(threads_that_fail_are_not_called_forbidden),
        OWNERS_TEST(a_name_comes_from_the_process_whose_descriptors_were_read),
        OWNERS_TEST(a_descriptor_still_refers_to_a_socket_or_does_not),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
