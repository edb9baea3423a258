/* SPDX-License-Identifier: MIT */
#include "netns/find.h"

#include "tree.h"

/* A made-up procfs. Its links can lead nowhere, because only their text is read. */
struct fixture {
    struct tree proc;
    struct netns_list list;
    struct error error;
};

static void make_task(struct fixture *fixture, const char *task, const char *net, const char *mnt)
{
    char name[64];
    snprintf(name, sizeof(name), "%s/ns", task);
    tree_directory(&fixture->proc, task);
    tree_directory(&fixture->proc, name);
    snprintf(name, sizeof(name), "%s/ns/net", task);
    tree_link(&fixture->proc, name, net);
    snprintf(name, sizeof(name), "%s/ns/mnt", task);
    tree_link(&fixture->proc, name, mnt);
    snprintf(name, sizeof(name), "%s/mountinfo", task);
    tree_file(&fixture->proc, name, "", 0);
}

static void make_process(struct fixture *fixture, int pid, const char *net, const char *mnt)
{
    char name[64], task[64];
    snprintf(name, sizeof(name), "%d", pid);
    tree_directory(&fixture->proc, name);
    snprintf(name, sizeof(name), "%d/fd", pid);
    tree_directory(&fixture->proc, name);
    snprintf(name, sizeof(name), "%d/task", pid);
    tree_directory(&fixture->proc, name);
    snprintf(task, sizeof(task), "%d/task/%d", pid, pid);
    make_task(fixture, task, net, mnt);
}

static int set_up(void **state)
{
    struct fixture *fixture = calloc(1, sizeof(*fixture));
    if (fixture == NULL)
        return -1;
    tree_make(&fixture->proc);
    tree_directory(&fixture->proc, "named");
    make_task(fixture, "thread-self", "net:[500]", "mnt:[1]");
    *state = fixture;
    return 0;
}

static int tear_down(void **state)
{
    struct fixture *fixture = *state;
    netns_list_free(&fixture->list);
    error_clear(&fixture->error);
    tree_remove(&fixture->proc);
    free(fixture);
    return 0;
}

static void read_list(struct fixture *fixture)
{
    char named[PATH_MAX];
    snprintf(named, sizeof(named), "%s/named", fixture->proc.path);
    assert_true(netns_find_all(&fixture->list, fixture->proc.path, named, &fixture->error));
}

static void check_place(const struct fixture *fixture, size_t place, uint32_t inode,
                        const char *path)
{
    assert_true(place < fixture->list.count);
    assert_int_equal(fixture->list.places[place].inode, inode);
    assert_string_equal(fixture->list.places[place].path, tree_path(&fixture->proc, path));
}

TEST(the_own_namespace_is_there_without_any_process)
{
    struct fixture *fixture = *state;
    read_list(fixture);
    assert_int_equal(fixture->list.count, 1);
    check_place(fixture, 0, 500, "thread-self/ns/net");
}

TEST(each_comes_once_with_the_own_first_and_the_others_by_inode)
{
    struct fixture *fixture = *state;
    make_process(fixture, 7, "net:[900]", "mnt:[1]");
    make_process(fixture, 8, "net:[500]", "mnt:[1]");
    make_process(fixture, 9, "net:[300]", "mnt:[1]");
    make_process(fixture, 10, "net:[900]", "mnt:[1]");
    read_list(fixture);
    assert_int_equal(fixture->list.count, 3);
    check_place(fixture, 0, 500, "thread-self/ns/net");
    check_place(fixture, 1, 300, "9/task/9/ns/net");
    assert_int_equal(fixture->list.places[2].inode, 900);
    assert_int_equal(fixture->list.unreadable, 0);
    assert_int_equal(fixture->list.trouble, 0);
}

TEST(a_thread_alone_can_be_in_one)
{
    struct fixture *fixture = *state;
    make_process(fixture, 7, "net:[500]", "mnt:[1]");
    make_task(fixture, "7/task/71", "net:[600]", "mnt:[1]");
    read_list(fixture);
    assert_int_equal(fixture->list.count, 2);
    check_place(fixture, 1, 600, "7/task/71/ns/net");
}

TEST(an_open_descriptor_alone_can_hold_one)
{
    struct fixture *fixture = *state;
    make_process(fixture, 7, "net:[500]", "mnt:[1]");
    tree_link(&fixture->proc, "7/fd/0", "/dev/null");
    tree_link(&fixture->proc, "7/fd/3", "net:[601]");
    tree_link(&fixture->proc, "7/fd/4", "socket:[602]");
    tree_link(&fixture->proc, "7/fd/5", "mnt:[603]");
    tree_link(&fixture->proc, "7/fd/6", "net:[604");
    tree_link(&fixture->proc, "7/fd/7", "net:[]");
    tree_link(&fixture->proc, "7/fd/8", "net:[4294967296]");
    tree_link(&fixture->proc, "7/fd/9", "/tmp/net:[605]");
    read_list(fixture);
    assert_int_equal(fixture->list.count, 2);
    check_place(fixture, 1, 601, "7/fd/3");
}

static void put_mounts(struct fixture *fixture, const char *task, const char *text)
{
    char name[64];
    snprintf(name, sizeof(name), "%s/mountinfo", task);
    tree_file(&fixture->proc, name, text, strlen(text));
}

/* The inode of a file that a test made, in place of one that is mounted. */
static uint32_t inode_of(struct fixture *fixture, const char *name)
{
    struct stat status;
    assert_int_equal(stat(tree_path(&fixture->proc, name), &status), 0);
    return (uint32_t)status.st_ino;
}

TEST(a_mount_alone_can_hold_one)
{
    struct fixture *fixture = *state;
    char text[512];
    make_process(fixture, 7, "net:[500]", "mnt:[2]");
    tree_directory(&fixture->proc, "7/task/7/root");
    tree_file(&fixture->proc, "7/task/7/root/a b", "", 0);
    uint32_t inode = inode_of(fixture, "7/task/7/root/a b");
    snprintf(text, sizeof(text),
             "1 2 0:4 / / rw - ext4 /dev/sda rw\n"
             "3 1 0:4 net:[%u] /a\\040b rw shared:1 - nsfs nsfs rw\n"
             "4 1 0:4 mnt:[77] /b rw - nsfs nsfs rw\n"
             "5 1 0:4 net:[78] /c rw - tmpfs nsfs rw\n"
             "6 1 0:4 net:[79 /c rw - nsfs nsfs rw\n",
             inode);
    put_mounts(fixture, "7/task/7", text);
    read_list(fixture);
    assert_int_equal(fixture->list.count, 2);
    check_place(fixture, 1, inode, "7/task/7/root/a b");
    assert_null(fixture->list.places[1].obstacle);
}

/* Another mount can cover it, so any other path is better. */
TEST(a_covered_mount_is_the_last_resort)
{
    struct fixture *fixture = *state;
    static const char text[] = "3 1 0:4 net:[600] /a rw - nsfs nsfs rw\n"
                               "4 1 0:4 net:[601] /b rw - nsfs nsfs rw\n";
    put_mounts(fixture, "thread-self", text);
    make_process(fixture, 7, "net:[600]", "mnt:[1]");
    read_list(fixture);
    assert_int_equal(fixture->list.count, 3);
    check_place(fixture, 1, 600, "7/task/7/ns/net");
    assert_null(fixture->list.places[1].obstacle);
    check_place(fixture, 2, 601, "thread-self/root/b");
    assert_non_null(fixture->list.places[2].obstacle);
}

/* Thousands of processes share one namespace. */
TEST(mounts_are_read_once_for_each_mount_namespace)
{
    struct fixture *fixture = *state;
    make_process(fixture, 7, "net:[500]", "mnt:[2]");
    make_process(fixture, 8, "net:[500]", "mnt:[2]");
    static const char text[] = "3 1 0:4 net:[600] /a rw - nsfs nsfs rw\n";
    static const char other[] = "3 1 0:4 net:[601] /a rw - nsfs nsfs rw\n";
    put_mounts(fixture, "7/task/7", text);
    put_mounts(fixture, "8/task/8", other);
    read_list(fixture);
    assert_int_equal(fixture->list.count, 2);
}

/* A process that ends while it is read has lost its files one by one. */
TEST(a_process_that_goes_away_is_passed_over)
{
    struct fixture *fixture = *state;
    tree_directory(&fixture->proc, "7");
    tree_directory(&fixture->proc, "8");
    tree_directory(&fixture->proc, "8/task");
    tree_directory(&fixture->proc, "8/task/8");
    read_list(fixture);
    assert_int_equal(fixture->list.count, 1);
    assert_int_equal(fixture->list.unreadable, 0);
}

TEST(a_process_that_may_not_be_read_is_counted)
{
    struct fixture *fixture = *state;
    if (geteuid() == 0)
        SKIP_BECAUSE("root reads everything");
    make_process(fixture, 7, "net:[600]", "mnt:[2]");
    assert_int_equal(chmod(tree_path(&fixture->proc, "7/fd"), 0), 0);
    read_list(fixture);
    assert_int_equal(fixture->list.unreadable, 1);
    assert_int_equal(chmod(tree_path(&fixture->proc, "7/fd"), 0700), 0);
}

/* A file there that is no namespace, such as what `ip netns` leaves behind. */
TEST(a_file_among_the_names_that_is_no_namespace_is_passed_over)
{
    struct fixture *fixture = *state;
    tree_file(&fixture->proc, "named/left", "", 0);
    read_list(fixture);
    assert_int_equal(fixture->list.count, 1);
}

TEST(without_a_procfs_there_is_an_error)
{
    struct fixture *fixture = *state;
    assert_false(netns_find_all(&fixture->list, tree_path(&fixture->proc, "nowhere"),
                                fixture->proc.path, &fixture->error));
    assert_contains(error_message(&fixture->error), "nowhere");
}

TEST(hundreds_are_found)
{
    enum { MANY = 300 };
    struct fixture *fixture = *state;
    for (int i = 0; i < MANY; i++) {
        char net[32];
        snprintf(net, sizeof(net), "net:[%d]", 100000 - i);
        make_process(fixture, i + 1, net, "mnt:[1]");
    }
    read_list(fixture);
    assert_int_equal(fixture->list.count, MANY + 1);
    for (size_t i = 2; i <= MANY; i++)
        assert_true(fixture->list.places[i - 1].inode < fixture->list.places[i].inode);
}

#define LIST_TEST(test) cmocka_unit_test_setup_teardown(test, set_up, tear_down)

int main(void)
{
    const struct CMUnitTest tests[] = {
        LIST_TEST(the_own_namespace_is_there_without_any_process),
        LIST_TEST(each_comes_once_with_the_own_first_and_the_others_by_inode),
        LIST_TEST(a_thread_alone_can_be_in_one),
        LIST_TEST(an_open_descriptor_alone_can_hold_one),
        LIST_TEST(a_mount_alone_can_hold_one),
        LIST_TEST(a_covered_mount_is_the_last_resort),
        LIST_TEST(mounts_are_read_once_for_each_mount_namespace),
        LIST_TEST(a_process_that_goes_away_is_passed_over),
        LIST_TEST(a_process_that_may_not_be_read_is_counted),
        LIST_TEST(a_file_among_the_names_that_is_no_namespace_is_passed_over),
        LIST_TEST(without_a_procfs_there_is_an_error),
        LIST_TEST(hundreds_are_found),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
