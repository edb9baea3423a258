/* SPDX-License-Identifier: MIT */
#include "support.h"
#include "util/mountinfo.h"

TEST(a_mount_is_read)
{
    struct mount mount;
    assert_true(mountinfo_parse(
        slice_of("41 31 0:4 net:[4026532177] /run/netns/a rw shared:1 master:2 - nsfs nsfs rw\n"),
        &mount));
    assert_slice(mount.root, "net:[4026532177]");
    assert_slice(mount.point, "/run/netns/a");
    assert_slice(mount.type, "nsfs");
}

TEST(optional_fields_may_be_missing_and_what_follows_the_type_too)
{
    struct mount mount;
    assert_true(mountinfo_parse(slice_of("1 2 0:3 / - rw - tmpfs"), &mount));
    assert_slice(mount.point, "-");
    assert_slice(mount.type, "tmpfs");
}

/* Each prefix of a good line, where its memory ends. */
TEST(a_line_that_is_cut_is_no_mount)
{
    static const char line[] = "41 31 0:4 net:[1] /a\\040b rw shared:1 - nsfs";
    struct mount mount;
    for (size_t length = 0; length < sizeof(line) - 1; length++) {
        char *copy = exact_copy(line, length);
        if (length < sizeof(line) - sizeof("nsfs"))
            assert_false(mountinfo_parse((struct slice){copy, length}, &mount));
        else if (mountinfo_parse((struct slice){copy, length}, &mount))
            assert_true(mount.type.length < 4);
        free(copy);
    }
    assert_false(mountinfo_parse(slice_of("1 2  / /a rw - nsfs"), &mount));
}

TEST(lines_that_are_no_mounts_are_left_out)
{
    struct mount mount;
    struct slice text = slice_of("no mount\n1 2 0:3 / /a rw - tmpfs x rw\n\n"
                                 "1 2 0:3 / /b rw - nsfs");
    assert_true(mountinfo_next(&text, &mount));
    assert_slice(mount.point, "/a");
    assert_true(mountinfo_next(&text, &mount));
    assert_slice(mount.point, "/b");
    assert_slice(mount.type, "nsfs");
    assert_false(mountinfo_next(&text, &mount));
    assert_int_equal(text.length, 0);
}

static void check_decoded(const char *field, const char *expected)
{
    char *copy = exact_copy(field, strlen(field));
    char *decoded = mountinfo_decode((struct slice){copy, strlen(field)});
    assert_string_equal(decoded, expected);
    free(decoded);
    free(copy);
}

TEST(a_path_is_decoded)
{
    check_decoded("/a\\040b\\134c\\012d", "/a b\\c\nd");
    check_decoded("/a\\04", "/a\\04");
    check_decoded("/a\\0488", "/a\\0488");
    check_decoded("\\", "\\");
    check_decoded("", "");
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(a_mount_is_read),
        cmocka_unit_test(optional_fields_may_be_missing_and_what_follows_the_type_too),
        cmocka_unit_test(a_line_that_is_cut_is_no_mount),
        cmocka_unit_test(lines_that_are_no_mounts_are_left_out),
        cmocka_unit_test(a_path_is_decoded),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
