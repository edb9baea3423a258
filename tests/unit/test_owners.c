/* SPDX-License-Identifier: MIT */
#include "lookup/owners.h"
#include "tree.h"

#include <sys/xattr.h>

enum { NOBODY = 65534 };

/* A made-up procfs and what was found in it. */
struct fixture {
    struct tree proc;
    struct owners owners;
    struct notes notes;
    struct error error;
};

static int set_up(void **state)
{
    struct fixture *fixture = calloc(1, sizeof(*fixture));
    if (fixture == NULL)
        return -1;
    tree_make(&fixture->proc);
    *state = fixture;
    return 0;
}

static int tear_down(void **state)
{
    struct fixture *fixture = *state;
    owners_free(&fixture->owners);
    notes_free(&fixture->notes);
    error_clear(&fixture->error);
    tree_remove(&fixture->proc);
    free(fixture);
    return 0;
}

static void add_process(struct fixture *fixture, const char *pid, const char *comm, size_t length)
{
    char name[128];
    tree_directory(&fixture->proc, pid);
    snprintf(name, sizeof(name), "%s/fd", pid);
    tree_directory(&fixture->proc, name);
    snprintf(name, sizeof(name), "%s/comm", pid);
    if (comm != NULL)
        tree_file(&fixture->proc, name, comm, length);
}

static void add_link(struct fixture *fixture, const char *pid, const char *descriptor,
                     const char *target)
{
    char name[128];
    snprintf(name, sizeof(name), "%s/fd/%s", pid, descriptor);
    tree_link(&fixture->proc, name, target);
}

/* A thread of a process that was added before, with the name of its own when `comm` is not NULL. */
static void add_thread(struct fixture *fixture, const char *pid, const char *tid, const char *comm)
{
    char name[128];
    snprintf(name, sizeof(name), "%s/task", pid);
    if (access(tree_path(&fixture->proc, name), F_OK) != 0)
        tree_directory(&fixture->proc, name);
    snprintf(name, sizeof(name), "%s/task/%s", pid, tid);
    add_process(fixture, name, comm, comm == NULL ? 0 : strlen(comm));
}

/* Gives a process, or a thread as "31/task/32", a security context. */
static void add_context(struct fixture *fixture, const char *task, const char *context,
                        size_t length)
{
    char name[128];
    snprintf(name, sizeof(name), "%s/attr", task);
    tree_directory(&fixture->proc, name);
    snprintf(name, sizeof(name), "%s/attr/current", task);
    tree_file(&fixture->proc, name, context, length);
}

static void want(struct fixture *fixture, uint32_t inode)
{
    assert_true(owners_want(&fixture->owners, inode));
}

static void scan(struct fixture *fixture)
{
    assert_true(owners_scan(&fixture->owners, fixture->proc.path, &fixture->error));
}

/* The holders as "pid:descriptor:name ". */
static void check_owners(struct fixture *fixture, uint32_t inode, const char *expected)
{
    size_t count = 99;
    struct strbuf text = {0};
    const struct process *items = owners_find(&fixture->owners, inode, &count);
    assert_int_equal(items == NULL, count == 0);
    for (size_t i = 0; i < count; i++) {
        char number[64];
        snprintf(number, sizeof(number), "%u:%u:", items[i].pid, items[i].descriptor);
        strbuf_put_string(&text, number);
        if (items[i].name.data == NULL)
            strbuf_put_string(&text, "NULL");
        strbuf_put(&text, items[i].name.data, items[i].name.length);
        strbuf_put_char(&text, ' ');
    }
    assert_text(&text, expected);
}

static void check_report(struct fixture *fixture, const char *what, const char *why)
{
    owners_report(&fixture->owners, &fixture->notes);
    assert_int_equal(fixture->notes.count, 1);
    assert_contains(fixture->notes.lines[0], what);
    assert_contains(fixture->notes.lines[0], why);
    assert_int_equal(fixture->notes.outcome, OUTCOME_COMPLETE);
}

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
    assert_int_equal(fixture->notes.count, 0);
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

/* The owners with their threads and contexts: "pid/tid:descriptor:name:context ". */
static void check_tasks(struct fixture *fixture, uint32_t inode, const char *expected)
{
    size_t count;
    struct strbuf text = {0};
    const struct process *items = owners_find(&fixture->owners, inode, &count);
    for (size_t i = 0; i < count; i++) {
        char number[64];
        snprintf(number, sizeof(number), "%u/%u:%u:", items[i].pid, items[i].thread,
                 items[i].descriptor);
        strbuf_put_string(&text, number);
        strbuf_put(&text, items[i].name.data, items[i].name.length);
        strbuf_put_char(&text, ':');
        strbuf_put(&text, items[i].context.data, items[i].context.length);
        strbuf_put_char(&text, ' ');
    }
    assert_text(&text, expected);
}

/* A process 20 with a first thread 20, 21 which shares its files, and 22 and 23 which have their
 * own. Socket 1 is in the first table, 2 in one of the others, 3 in both others, 4 everywhere. */
static void make_threads(struct fixture *fixture)
{
    static const char *const links[][3] = {
        {"20", "3", "socket:[1]"},         {"20", "4", "socket:[4]"},
        {"20/task/20", "3", "socket:[1]"}, {"20/task/20", "4", "socket:[4]"},
        {"20/task/21", "3", "socket:[1]"}, {"20/task/21", "4", "socket:[4]"},
        {"20/task/22", "5", "socket:[2]"}, {"20/task/22", "6", "socket:[3]"},
        {"20/task/22", "7", "socket:[3]"}, {"20/task/22", "4", "socket:[4]"},
        {"20/task/23", "6", "socket:[3]"}, {"20/task/23", "9", "socket:[4]"},
        {"20/task/23", "8", "socket:[3]"},
    };
    add_process(fixture, "20", "main\n", 5);
    add_thread(fixture, "20", "20", "main\n");
    add_thread(fixture, "20", "21", "one\n");
    add_thread(fixture, "20", "22", "two\n");
    add_thread(fixture, "20", "23", "three\n");
    for (size_t i = 0; i < COUNT_OF(links); i++)
        add_link(fixture, links[i][0], links[i][1], links[i][2]);
    for (uint32_t inode = 1; inode <= 4; inode++)
        want(fixture, inode);
}

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
    assert_int_equal(fixture->notes.count, 0);
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

static void a_process_with_unreadable_threads_is_counted_once(void **state)
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
    assert_int_equal(fixture->owners.unreadable, 1);
    check_report(fixture, "1 socket has an owner", "root, or CAP_SYS_PTRACE");
}

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
    assert_int_equal(fixture->notes.count, 0);
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
    assert_int_equal(fixture->notes.count, 0);
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
    assert_int_equal(fixture->notes.count, 0);
}

static void a_directory_that_cannot_be_read_is_counted_and_reported(void **state)
{
    struct fixture *fixture = *state;
    tree_directory(&fixture->proc, "1");
    tree_file(&fixture->proc, "1/fd", "no directory", 12);
    want(fixture, 5);
    want(fixture, 6);
    scan(fixture);
    check_owners(fixture, 5, "");
    assert_int_equal(fixture->owners.unreadable, 1);
    check_report(fixture, "owners: 2 sockets have an owner that could not be seen",
                 "some processes may not be read; root, or CAP_SYS_PTRACE");
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
    assert_int_equal(fixture->notes.count, 1);
    assert_contains(fixture->notes.lines[0],
                    "owners: 1 socket has an owner that could not be seen: some processes");
}

static void a_report_names_hidepid_to_users_and_the_kernel_to_root(void **state)
{
    struct fixture *fixture = *state;
    add_process(fixture, "1", "other\n", 6);
    want(fixture, 5);
    if (geteuid() == 0) {
        scan(fixture);
        check_report(fixture, "1 socket has",
                     "held by the kernel, closed meanwhile, or of a process in another pid");
        notes_free(&fixture->notes);
        assert_int_equal(seteuid(NOBODY), 0);
        owners_report(&fixture->owners, &fixture->notes);
        assert_int_equal(seteuid(0), 0);
        assert_contains(fixture->notes.lines[0], "hidepid");
    } else {
        scan(fixture);
        check_report(fixture, "1 socket has", "hidepid");
    }
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
    assert_int_equal(fixture->notes.count, 0);
    scan(fixture);
    assert_true(owners_scan(&fixture->owners, "/none", &fixture->error));
    check_owners(fixture, 1, "");
}

#define OWNERS_TEST(test) cmocka_unit_test_setup_teardown(test, set_up, tear_down)

int main(void)
{
    const struct CMUnitTest tests[] = {
        OWNERS_TEST(several_owners_come_by_pid_and_then_descriptor),
        OWNERS_TEST(only_the_last_newline_of_a_name_is_dropped),
        OWNERS_TEST(links_that_are_no_sockets_are_passed_over),
        OWNERS_TEST(names_that_are_no_numbers_are_passed_over),
        OWNERS_TEST(a_process_that_vanished_is_neither_counted_nor_reported),
        OWNERS_TEST(many_sockets_of_many_processes_are_all_found),
        OWNERS_TEST(with_threads_every_thread_is_an_owner),
        OWNERS_TEST(without_them_a_thread_stands_for_its_process_and_once),
        OWNERS_TEST(a_process_whose_first_thread_ended_is_found),
        OWNERS_TEST(several_processes_are_looked_through_for_what_is_missing),
        OWNERS_TEST(threads_are_left_alone_when_every_owner_is_known),
        OWNERS_TEST(a_process_with_unreadable_threads_is_counted_once),
        OWNERS_TEST(contexts_are_read_whole_without_their_end),
        OWNERS_TEST(a_context_longer_than_a_page_is_read_whole),
        OWNERS_TEST(a_thread_has_a_context_of_its_own),
        OWNERS_TEST(contexts_are_read_only_when_asked_for),
        OWNERS_TEST(a_system_without_contexts_is_one_note),
        OWNERS_TEST(contexts_of_processes_alone_leave_a_note_about_sockets),
        OWNERS_TEST(the_context_of_a_socket_is_an_attribute_of_its_file),
        OWNERS_TEST(a_directory_that_cannot_be_read_is_counted_and_reported),
        OWNERS_TEST(other_users_processes_are_counted_and_reported),
        OWNERS_TEST(a_report_names_hidepid_to_users_and_the_kernel_to_root),
        OWNERS_TEST(a_missing_procfs_is_an_error),
        OWNERS_TEST(a_directory_without_processes_is_no_procfs),
        OWNERS_TEST(nothing_is_scanned_for_nobody_and_only_once_for_others),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
