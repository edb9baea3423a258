/* SPDX-License-Identifier: MIT */
#include "lookup/cgroup_mount.h"
#include "lookup/cgroups.h"
#include "support.h"

static void check_mount(const char *mountinfo, const char *expected)
{
    char *mount;
    assert_true(cgroup_mount_find(slice_of(mountinfo), &mount));
    if (expected == NULL)
        assert_null(mount);
    else
        assert_string_equal(mount, expected);
    free(mount);
}

TEST(the_mount_is_found_by_its_type)
{
    check_mount("23 1 8:1 / / rw,relatime - ext4 /dev/sda1 rw\n"
                "31 23 0:28 / /sys/fs/cgroup rw - tmpfs tmpfs rw,mode=755\n"
                "32 31 0:29 / /sys/fs/cgroup/cpu rw,relatime - cgroup cgroup rw,cpu\n"
                "41 31 0:38 / /sys/fs/cgroup/unified rw,relatime - cgroup2 cgroup2 rw\n",
                "/sys/fs/cgroup/unified");
}

TEST(any_number_of_optional_fields_may_come_before_the_type)
{
    check_mount("41 31 0:38 / /a rw shared:1 master:2 propagate_from:3 - cgroup2 none rw\n", "/a");
    check_mount("41 31 0:38 / /b rw - cgroup2 none rw", "/b");
}

/* A file system of another type may have any name of the first as its source or path. */
TEST(a_name_is_no_type)
{
    check_mount("41 31 0:38 / /cgroup2 rw - tmpfs cgroup2 rw\n", NULL);
    check_mount("41 31 0:38 / - rw - tmpfs cgroup2 rw\n", NULL);
    check_mount("41 31 0:38 / /x rw shared:1 - cgroup2x cgroup2 rw\n", NULL);
}

TEST(a_path_is_decoded)
{
    check_mount("41 31 0:38 / /a\\040b\\134c\\012d rw - cgroup2 none rw\n", "/a b\\c\nd");
    check_mount("41 31 0:38 / /a\\04 rw - cgroup2 none rw\n", "/a\\04");
    check_mount("41 31 0:38 / /a\\098\\ rw - cgroup2 none rw\n", "/a\\098\\");
}

TEST(lines_that_are_cut_short_are_survived)
{
    const char *whole = "41 31 0:38 / /a\\040b rw shared:1 - cgroup2 none rw\n";
    for (size_t length = 0; length < strlen(whole); length++) {
        char *cut = calloc(length + 1, 1);
        assert_non_null(cut);
        memcpy(cut, whole, length);
        char *mount;
        assert_true(cgroup_mount_find(slice_of(cut), &mount));
        assert_int_equal(mount != NULL, length >= strlen("41 31 0:38 / /a\\040b rw shared:1 - "
                                                         "cgroup2"));
        free(mount);
        free(cut);
    }
}

TEST(an_id_that_no_group_has_is_unknown)
{
    struct cgroups cgroups = {0};
    assert_int_equal(cgroups_find(&cgroups, UINT64_C(0xfffffffffffffff0)).length, 0);
    assert_int_equal(cgroups_find(&cgroups, UINT64_C(0xfffffffffffffff0)).length, 0);
    cgroups_free(&cgroups);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(the_mount_is_found_by_its_type),
        cmocka_unit_test(any_number_of_optional_fields_may_come_before_the_type),
        cmocka_unit_test(a_name_is_no_type),
        cmocka_unit_test(a_path_is_decoded),
        cmocka_unit_test(lines_that_are_cut_short_are_survived),
        cmocka_unit_test(an_id_that_no_group_has_is_unknown),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
