/* SPDX-License-Identifier: MIT */
#include "need.h"
#include "owners/details.h"
#include "owners_tree.h"

static void add_file(struct fixture *fixture, const char *name, const char *content)
{
    tree_file(&fixture->proc, name, content, strlen(content));
}

static void add_holder(struct fixture *fixture, const char *pid)
{
    add_process(fixture, pid, "a\n", 2);
    add_link(fixture, pid, "3", "socket:[5]");
}

/* What was read of the only owner of socket 5. */
static const struct process_details *find_details(struct fixture *fixture, unsigned needs)
{
    size_t count;
    fixture->owners.needs = needs;
    want(fixture, 5);
    scan(fixture);
    const struct process *owner = owners_find(&fixture->owners, 5, &count);
    assert_int_equal(count, 1);
    return owner->details;
}

static void control_groups_are_read_when_asked_for(void **state)
{
    struct fixture *fixture = *state;
    add_holder(fixture, "1");
    add_file(fixture, "1/cgroup", "0::/user.slice/user-7.slice/user@7.service/b.service\n");
    const struct process_details *details = find_details(fixture, NEED_OWNER_CGROUPS);
    assert_slice(details->cgroup, "/user.slice/user-7.slice/user@7.service/b.service");
    assert_slice(details->unit, "user@7.service");
    assert_slice(details->user_unit, "b.service");
}

static void add_command(struct fixture *fixture, const char *pid)
{
    static const char arguments[] = "systemd-networkd\0a b";
    char name[32];
    add_process(fixture, pid, "systemd-network\n", 16);
    add_link(fixture, pid, "3", "socket:[5]");
    snprintf(name, sizeof(name), "%s/cmdline", pid);
    tree_file(&fixture->proc, name, arguments, sizeof(arguments));
}

static void commands_are_read_when_asked_for(void **state)
{
    struct fixture *fixture = *state;
    add_command(fixture, "1");
    tree_link(&fixture->proc, "1/exe", "/lib/systemd/systemd-networkd");
    const struct process_details *details = find_details(fixture, NEED_COMMANDS | NEED_EXECUTABLES);
    assert_slice(details->command, "systemd-networkd 'a b'");
    assert_slice(details->executable, "/lib/systemd/systemd-networkd");
    assert_slice(details->full_name, "systemd-networkd");
    assert_null(details->cgroup.data);
}

/* A file that is asked for and cannot be read would be a loss. */
static void only_what_is_asked_for_is_read(void **state)
{
    struct fixture *fixture = *state;
    add_command(fixture, "1");
    tree_directory(&fixture->proc, "1/cgroup");
    const struct process_details *details = find_details(fixture, NEED_COMMANDS);
    assert_slice(details->command, "systemd-networkd 'a b'");
    assert_null(details->executable.data);
    owners_report(&fixture->owners, &fixture->notes);
    assert_int_equal(fixture->notes.item_count, 0);
}

static void an_empty_command_line_is_unknown(void **state)
{
    struct fixture *fixture = *state;
    add_holder(fixture, "1");
    add_file(fixture, "1/cmdline", "");
    const struct process_details *details = find_details(fixture, NEED_COMMANDS);
    assert_null(details->command.data);
    assert_slice(details->full_name, "a");
}

static void copies_last(void **state)
{
    struct fixture *fixture = *state;
    struct arena arena = {0};
    add_command(fixture, "1");
    add_file(fixture, "1/cgroup", "0::/system.slice/a.service\n");
    const struct process_details *copy =
        owner_details_copy(find_details(fixture, NEED_COMMANDS | NEED_OWNER_CGROUPS), &arena);
    owners_free(&fixture->owners);
    assert_slice(copy->command, "systemd-networkd 'a b'");
    assert_slice(copy->unit, "a.service");
    assert_null(copy->executable.data);
    assert_non_null(copy->pod.data);
    assert_int_equal(copy->pod.length, 0);
    arena_free(&arena);
}

static void the_last_number_is_that_in_its_own_namespace(void **state)
{
    static const struct {
        const char *status;
        uint32_t pid;
    } cases[] = {
        {"Name:\ta\nNStgid:\t4711\t12\t1\nNSpid:\t4711\t12\t3\n", 1},
        {"Name:\ta\nNStgid:\t4711\n", 4711},
        {"Name:\ta\nNStgid:\t7", 7},
        {"Name:\ta\n", 0},
        {"Name:\ta\nNStgid:\t\n", 0},
        {"Name:\ta\nNStgid:\tx\n", 0},
        {"", 0},
    };
    struct fixture *fixture = *state;
    add_holder(fixture, "1");
    for (size_t i = 0; i < COUNT_OF(cases); i++) {
        owners_restart(&fixture->owners);
        add_file(fixture, "1/status", cases[i].status);
        assert_int_equal(find_details(fixture, NEED_NS_PIDS)->ns_pid, cases[i].pid);
    }
}

static void nothing_is_read_unasked(void **state)
{
    struct fixture *fixture = *state;
    add_holder(fixture, "1");
    add_file(fixture, "1/cgroup", "0::/system.slice/a.service\n");
    assert_null(find_details(fixture, 0));
}

static void no_unit_is_known_to_be_none(void **state)
{
    struct fixture *fixture = *state;
    add_holder(fixture, "1");
    add_file(fixture, "1/cgroup", "0::/\n");
    const struct process_details *details = find_details(fixture, NEED_OWNER_CGROUPS);
    assert_slice(details->cgroup, "/");
    assert_non_null(details->unit.data);
    assert_int_equal(details->unit.length, 0);
}

/* The group above may be that of a unit. */
static void the_root_of_another_namespace_says_nothing(void **state)
{
    struct fixture *fixture = *state;
    tree_directory(&fixture->proc, "self");
    tree_directory(&fixture->proc, "self/ns");
    tree_link(&fixture->proc, "self/ns/cgroup", "cgroup:[4026532999]");
    add_holder(fixture, "1");
    add_file(fixture, "1/cgroup", "0::/\n");
    const struct process_details *details = find_details(fixture, NEED_OWNER_CGROUPS);
    assert_slice(details->cgroup, "/");
    assert_null(details->unit.data);
    assert_null(details->user_unit.data);
}

static void what_is_gone_is_unknown_and_no_loss(void **state)
{
    struct fixture *fixture = *state;
    add_holder(fixture, "1");
    const struct process_details *details = find_details(fixture, NEED_OWNER_CGROUPS);
    assert_null(details->cgroup.data);
    assert_null(details->unit.data);
    owners_report(&fixture->owners, &fixture->notes);
    assert_int_equal(fixture->notes.item_count, 0);
}

static void what_fails_is_a_loss(void **state)
{
    struct fixture *fixture = *state;
    add_holder(fixture, "1");
    tree_directory(&fixture->proc, "1/cgroup");
    const struct process_details *details = find_details(fixture, NEED_OWNER_CGROUPS);
    assert_null(details->cgroup.data);
    check_failure(fixture, strerror(EISDIR));
}

/* Root may read what nobody may. */
static void what_may_not_be_read_is_counted(void **state)
{
    struct fixture *fixture = *state;
    add_holder(fixture, "1");
    add_file(fixture, "1/cgroup", "0::/\n");
    assert_int_equal(chmod(tree_path(&fixture->proc, "1/cgroup"), 0), 0);
    if (geteuid() == 0 && seteuid(NOBODY) != 0)
        SKIP_BECAUSE("cannot become nobody");
    const struct process_details *details = find_details(fixture, NEED_OWNER_CGROUPS);
    if (getuid() == 0)
        assert_int_equal(seteuid(0), 0);
    assert_null(details->cgroup.data);
    check_report(fixture, "1 process has", "details that may not be read");
}

static void a_thread_has_a_control_group_of_its_own(void **state)
{
    struct fixture *fixture = *state;
    size_t count;
    make_threads(fixture);
    add_file(fixture, "20/cgroup", "0::/a.service\n");
    add_file(fixture, "20/task/20/cgroup", "0::/a.service\n");
    add_file(fixture, "20/task/21/cgroup", "0::/b.service\n");
    fixture->owners.with_threads = true;
    fixture->owners.needs = NEED_OWNER_CGROUPS;
    scan(fixture);
    const struct process *owners = owners_find(&fixture->owners, 1, &count);
    assert_int_equal(count, 2);
    assert_slice(owners[0].details->unit, "a.service");
    assert_slice(owners[1].details->unit, "b.service");
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        OWNERS_TEST(control_groups_are_read_when_asked_for),
        OWNERS_TEST(commands_are_read_when_asked_for),
        OWNERS_TEST(only_what_is_asked_for_is_read),
        OWNERS_TEST(an_empty_command_line_is_unknown),
        OWNERS_TEST(copies_last),
        OWNERS_TEST(the_last_number_is_that_in_its_own_namespace),
        OWNERS_TEST(nothing_is_read_unasked),
        OWNERS_TEST(no_unit_is_known_to_be_none),
        OWNERS_TEST(the_root_of_another_namespace_says_nothing),
        OWNERS_TEST(what_is_gone_is_unknown_and_no_loss),
        OWNERS_TEST(what_fails_is_a_loss),
        OWNERS_TEST(what_may_not_be_read_is_counted),
        OWNERS_TEST(a_thread_has_a_control_group_of_its_own),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
