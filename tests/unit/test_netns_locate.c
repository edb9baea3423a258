/* SPDX-License-Identifier: MIT */
#include "netns/locate.h"

#include <errno.h>
#include <fcntl.h>
#include <sched.h>
#include <sys/mount.h>
#include <sys/stat.h>
#include <unistd.h>

#include "lookup/namespaces.h"
#include "support.h"

TEST(a_namespace_is_located)
{
    struct stat status;
    uint32_t inode = 0;
    assert_int_equal(stat("/proc/self/ns/net", &status), 0);
    int file = netns_locate("/proc/self/ns/net", &inode, namespaces_locate);
    assert_true(file >= 0);
    assert_int_equal(inode, (uint32_t)status.st_ino);
    close(file);
}

TEST(a_path_that_is_none_fails_with_its_reason)
{
    uint32_t inode;
    assert_int_equal(netns_locate("/nonexistent/net", &inode, namespaces_locate), -1);
    assert_int_equal(errno, ENOENT);
    assert_int_equal(netns_locate("/dev/null", &inode, namespaces_locate), -1);
    assert_int_equal(errno, 0);
}

/* Mounts a file system in user space, which nobody serves, at `directory`. Returns its descriptor,
 * -1 where that is not permitted. */
static int mount_dead(const char *directory)
{
    char options[80];
    int server = open("/dev/fuse", O_RDWR | O_CLOEXEC);
    if (server < 0 || unshare(CLONE_NEWNS) != 0 ||
        mount(NULL, "/", NULL, MS_REC | MS_PRIVATE, NULL) != 0)
        return -1;
    snprintf(options, sizeof(options), "fd=%d,rootmode=40000,user_id=0,group_id=0", server);
    return mount("none", directory, "fuse", 0, options) == 0 ? server : -1;
}

TEST(a_server_that_does_not_answer_is_not_waited_for)
{
    char directory[] = "/tmp/sockview-locate-XXXXXX", path[64];
    uint32_t inode;
    assert_non_null(mkdtemp(directory));
    int server = mount_dead(directory);
    if (server < 0) {
        rmdir(directory);
        SKIP_BECAUSE("a file system in user space cannot be mounted here");
    }
    snprintf(path, sizeof(path), "%s/net", directory);
    assert_int_equal(netns_locate(path, &inode, namespaces_locate), -1);
    assert_int_equal(errno, ETIMEDOUT);
    close(server); /* ends what the thread waits for */
    umount2(directory, MNT_DETACH);
    rmdir(directory);
}

int main(void)
{
    static const struct CMUnitTest tests[] = {
        cmocka_unit_test(a_namespace_is_located),
        cmocka_unit_test(a_path_that_is_none_fails_with_its_reason),
        cmocka_unit_test(a_server_that_does_not_answer_is_not_waited_for),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
