/* SPDX-License-Identifier: MIT */
#include "netns/mounts.h"

#include "support.h"

#define ROOT "1 0 8:1 / / rw - ext4 /dev/sda rw\n"

/* Of the last line. */
static enum mount_obstacle obstacle_of(const char *text, bool root_is_ours)
{
    struct mounts mounts = {0};
    assert_true(mounts_read(&mounts, slice_of(text)));
    enum mount_obstacle obstacle = mounts_obstacle(&mounts, mounts.count - 1, root_is_ours);
    mounts_free(&mounts);
    return obstacle;
}

TEST(a_mount_that_can_be_reached)
{
    assert_int_equal(obstacle_of(ROOT "2 1 0:4 net:[9] /a rw - nsfs nsfs rw\n", false),
                     MOUNT_CLEAR);
    assert_int_equal(obstacle_of(ROOT "3 1 0:5 / /run rw - tmpfs none rw\n"
                                      "4 3 0:5 / /run/lock rw - tmpfs none rw\n"
                                      "5 1 0:5 / /run2 rw - tmpfs none rw\n"
                                      "2 3 0:4 net:[9] /run/a rw - nsfs nsfs rw\n",
                                 false),
                     MOUNT_CLEAR);
    assert_int_equal(obstacle_of("2 7 0:4 net:[9] /a rw - nsfs nsfs rw\n", false), MOUNT_CLEAR);
}

TEST(a_mount_that_another_one_covers)
{
    static const char *const rows[] = {
        ROOT "3 2 0:5 / /a/b rw - tmpfs none rw\n"
             "2 1 0:4 net:[9] /a/b rw - nsfs nsfs rw\n",
        ROOT "3 1 0:5 / /a rw - tmpfs none rw\n"
             "2 1 0:4 net:[9] /a/b rw - nsfs nsfs rw\n",
        ROOT "3 1 0:5 / / rw - tmpfs none rw\n"
             "2 1 0:4 net:[9] /a/b rw - nsfs nsfs rw\n",
        ROOT "3 1 0:5 / /a rw - tmpfs none rw\n"
             "4 3 0:5 / /a rw - tmpfs none rw\n"
             "2 3 0:4 net:[9] /a/b rw - nsfs nsfs rw\n",
    };
    for (size_t i = 0; i < COUNT_OF(rows); i++)
        assert_int_equal(obstacle_of(rows[i], false), MOUNT_COVERED);
}

TEST(a_mount_that_a_process_has_to_answer_for)
{
    static const char *const types[] = {"fuse", "fuse.sshfs", "fuseblk"};
    char text[256];
    for (size_t i = 0; i < COUNT_OF(types); i++) {
        snprintf(text, sizeof(text),
                 ROOT "3 1 0:5 / /a rw - %s none rw\n2 3 0:4 net:[9] /a/b rw - nsfs nsfs rw\n",
                 types[i]);
        assert_int_equal(obstacle_of(text, false), MOUNT_USER_SPACE);
        assert_int_equal(obstacle_of(text, true), MOUNT_USER_SPACE);
    }
    static const char root[] = "1 0 8:1 / / rw - fuse.overlay none rw\n"
                               "2 1 0:4 net:[9] /a rw - nsfs nsfs rw\n";
    assert_int_equal(obstacle_of(root, false), MOUNT_USER_SPACE);
    assert_int_equal(obstacle_of(root, true), MOUNT_CLEAR);
}

/* The kernel writes no circle, but the file is not read in one moment. */
TEST(a_circle_ends)
{
    assert_int_equal(obstacle_of("3 2 0:5 / /a rw - tmpfs none rw\n"
                                 "2 3 0:4 net:[9] /a rw - nsfs nsfs rw\n",
                                 false),
                     MOUNT_COVERED);
    assert_int_equal(obstacle_of("2 2 0:4 net:[9] /a rw - nsfs nsfs rw\n", false), MOUNT_CLEAR);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(a_mount_that_can_be_reached),
        cmocka_unit_test(a_mount_that_another_one_covers),
        cmocka_unit_test(a_mount_that_a_process_has_to_answer_for),
        cmocka_unit_test(a_circle_ends),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
