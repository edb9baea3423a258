/* SPDX-License-Identifier: MIT */
#include "lookup/cgroup_mount.h"

#include <errno.h>
#include <fcntl.h>
#include <linux/magic.h>
#include <linux/mount.h>
#include <stdlib.h>
#include <sys/syscall.h>
#include <sys/vfs.h>
#include <unistd.h>

#include "util/file.h"
#include "util/mountinfo.h"
#include "util/strbuf.h"

bool cgroup_mount_find(struct slice mountinfo, char **path)
{
    struct mount mount;
    *path = NULL;
    while (mountinfo_next(&mountinfo, &mount)) {
        if (!slice_equals(mount.type, "cgroup2"))
            continue;
        *path = mountinfo_decode(mount.point);
        errno = ENOMEM;
        return *path != NULL;
    }
    return true;
}

/* Opens the directory where the file system is mounted. Negative with errno, which is ENOENT when
 * there is none or another mount covers it, as under `ip netns exec`. */
static int open_mount(const char *mount)
{
    struct statfs status;
    errno = ENOENT;
    int directory = mount == NULL ? -1 : file_open_at(AT_FDCWD, mount, O_DIRECTORY);
    if (directory < 0 || (fstatfs(directory, &status) == 0 && status.f_type == CGROUP2_SUPER_MAGIC))
        return directory;
    close(directory);
    errno = ENOENT;
    return -1;
}

/* Opens the root of the file system without a place where it is mounted, which needs CAP_SYS_ADMIN
 * and Linux 5.2. */
static int open_detached(void)
{
    int context = (int)syscall(SYS_fsopen, "cgroup2", FSOPEN_CLOEXEC);
    if (context < 0)
        return -1;
    int mount = -1, directory = -1;
    if (syscall(SYS_fsconfig, context, FSCONFIG_CMD_CREATE, NULL, NULL, 0) == 0)
        mount = (int)syscall(SYS_fsmount, context, FSMOUNT_CLOEXEC, MOUNT_ATTR_NOSUID);
    if (mount >= 0) {
        directory = file_open_at(mount, ".", O_DIRECTORY);
        close(mount);
    }
    close(context);
    return directory;
}

/* Opens the file system where mountinfo says that it is mounted. Negative with errno. */
static int open_mounted(char **path)
{
    struct strbuf text = {0};
    int directory = -1;
    if (mountinfo_read(AT_FDCWD, "/proc/self/mountinfo", &text) &&
        cgroup_mount_find(strbuf_slice(&text), path))
        directory = open_mount(*path);
    int number = errno;
    strbuf_free(&text);
    errno = number;
    return directory;
}

int cgroup_mount_open(char **path)
{
    *path = NULL;
    int directory = open_mounted(path);
    if (directory >= 0)
        return directory;
    int number = errno;
    free(*path);
    *path = NULL;
    directory = open_detached();
    errno = number;
    if (directory < 0)
        return -1;
    *path = calloc(1, 1);
    if (*path != NULL)
        return directory;
    close(directory);
    errno = ENOMEM;
    return -1;
}
