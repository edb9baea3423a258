/* SPDX-License-Identifier: MIT */
#include "owners_tree.h"

#include <sys/xattr.h>

static void contexts_are_read_whole_without_their_end(void **state)
{
    static const struct {
        const char *pid, *context;
        size_t length;
        const char *expected;
    } cases[] = {{"1", "system_u:system_r:sshd_t:s0-s0:c0.c1023", 39,
                  "1/0:3:a:system_u:system_r:sshd_t:s0-s0:c0.c1023 "},
                 {"2", "a_t:s0\0", 7, "2/0:3:a:a_t:s0 "},
                 {"3", "unconfined\n", 11, "3/0:3:a:unconfined "},
                 {"4", "/usr/bin/a b (enforce)\n", 23, "4/0:3:a:/usr/bin/a b (enforce) "},
                 {"5", "x\x1b[2J\ny\n\0", 9, "5/0:3:a:x\x1b[2J\ny "},
                 {"6", "", 0, "6/0:3:a: "},
                 {"7", "\n\0\n", 3, "7/0:3:a: "},
                 {"8", NULL, 0, "8/0:3:a: "}};
    struct fixture *fixture = *state;
    for (size_t i = 0; i < COUNT_OF(cases); i++) {
        char link[32];
        add_process(fixture, cases[i].pid, "a\n", 2);
        if (cases[i].context != NULL)
            add_context(fixture, cases[i].pid, cases[i].context, cases[i].length);
        snprintf(link, sizeof(link), "socket:[%zu]", i + 100);
        add_link(fixture, cases[i].pid, "3", link);
        want(fixture, (uint32_t)i + 100);
    }
    fixture->owners.with_contexts = true;
    scan(fixture);
    for (size_t i = 0; i < COUNT_OF(cases); i++)
        check_tasks(fixture, (uint32_t)i + 100, cases[i].expected);
    owners_report(&fixture->owners, &fixture->notes);
    assert_int_equal(fixture->notes.item_count, 0);
}

static void a_context_longer_than_a_page_is_read_whole(void **state)
{
    struct fixture *fixture = *state;
    char context[9000];
    size_t count;
    memset(context, 'c', sizeof(context));
    add_process(fixture, "1", "a\n", 2);
    add_context(fixture, "1", context, sizeof(context));
    add_link(fixture, "1", "3", "socket:[5]");
    want(fixture, 5);
    fixture->owners.with_contexts = true;
    scan(fixture);
    const struct process *owner = owners_find(&fixture->owners, 5, &count);
    assert_int_equal(count, 1);
    assert_int_equal(owner->context.length, sizeof(context));
    assert_memory_equal(owner->context.data, context, sizeof(context));
}

static void a_thread_has_a_context_of_its_own(void **state)
{
    struct fixture *fixture = *state;
    make_threads(fixture);
    add_context(fixture, "20", "process_t", 9);
    add_context(fixture, "20/task/20", "process_t", 9);
    add_context(fixture, "20/task/21", "thread_t", 8);
    fixture->owners.with_threads = fixture->owners.with_contexts = true;
    scan(fixture);
    check_tasks(fixture, 1, "20/20:3:main:process_t 20/21:3:one:thread_t ");
}

static void contexts_are_read_only_when_asked_for(void **state)
{
    struct fixture *fixture = *state;
    add_process(fixture, "1", "a\n", 2);
    add_context(fixture, "1", "a_t", 3);
    add_link(fixture, "1", "3", "socket:[5]");
    want(fixture, 5);
    scan(fixture);
    check_tasks(fixture, 5, "1/0:3:a: ");
    owners_report(&fixture->owners, &fixture->notes);
    assert_int_equal(fixture->notes.item_count, 0);
}

static void a_system_without_contexts_is_one_note(void **state)
{
    struct fixture *fixture = *state;
    fixture->owners.with_contexts = fixture->owners.with_socket_contexts = true;
    for (int i = 1; i <= 3; i++) {
        char pid[16];
        snprintf(pid, sizeof(pid), "%d", i);
        add_process(fixture, pid, "a\n", 2);
        add_link(fixture, pid, "3", "socket:[5]");
    }
    want(fixture, 5);
    scan(fixture);
    check_report(fixture, "contexts: ", "gives processes a context");
    assert_int_equal(owners_socket_context(&fixture->owners, 5).length, 0);
}

static void contexts_of_processes_alone_leave_a_note_about_sockets(void **state)
{
    struct fixture *fixture = *state;
    fixture->owners.with_contexts = fixture->owners.with_socket_contexts = true;
    add_process(fixture, "1", "a\n", 2);
    add_context(fixture, "1", "unconfined\n", 11);
    add_link(fixture, "1", "3", "socket:[5]");
    want(fixture, 5);
    scan(fixture);
    check_report(fixture, "contexts: ", "gives sockets a context");
}

/* A file in place of the socket, so that the link leads to something with an attribute. */
static void the_context_of_a_socket_is_an_attribute_of_its_file(void **state)
{
    struct fixture *fixture = *state;
    static const char context[] = "system_u:object_r:a_t:s0";
    const char *file = tree_path(&fixture->proc, "1/fd/socket:[5]");
    fixture->owners.with_contexts = fixture->owners.with_socket_contexts = true;
    add_process(fixture, "1", "a\n", 2);
    add_context(fixture, "1", "a_t", 3);
    add_link(fixture, "1", "3", "socket:[5]");
    add_link(fixture, "1", "4", "socket:[6]");
    tree_file(&fixture->proc, "1/fd/socket:[5]", "", 0);
    if (setxattr(file, "security.selinux", context, sizeof(context), 0) != 0)
        SKIP_BECAUSE("security attributes of files are not permitted");
    want(fixture, 5);
    want(fixture, 6);
    scan(fixture);
    assert_slice(owners_socket_context(&fixture->owners, 5), context);
    assert_int_equal(owners_socket_context(&fixture->owners, 6).length, 0);
    assert_int_equal(owners_socket_context(&fixture->owners, 7).length, 0);
    owners_report(&fixture->owners, &fixture->notes);
    assert_int_equal(fixture->notes.item_count, 0);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        OWNERS_TEST(contexts_are_read_whole_without_their_end),
        OWNERS_TEST(a_context_longer_than_a_page_is_read_whole),
        OWNERS_TEST(a_thread_has_a_context_of_its_own),
        OWNERS_TEST(contexts_are_read_only_when_asked_for),
        OWNERS_TEST(a_system_without_contexts_is_one_note),
        OWNERS_TEST(contexts_of_processes_alone_leave_a_note_about_sockets),
        OWNERS_TEST(the_context_of_a_socket_is_an_attribute_of_its_file),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
