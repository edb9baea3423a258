/* SPDX-License-Identifier: MIT */
#include "netns/mounted.h"

#include <errno.h>
#include <fcntl.h>
#include <stdlib.h>
#include <sys/stat.h>
#include <unistd.h>

#include "netns/locate.h"
#include "netns/mounts.h"
#include "util/file.h"

static int locate_file(const char *path, uint32_t *inode)
{
    struct stat status;
    int file = file_locate_at(AT_FDCWD, path);
    if (file < 0)
        return -1;
    if (fstat(file, &status) == 0) {
        *inode = (uint32_t)status.st_ino;
        return file;
    }
    int number = errno;
    close(file);
    errno = number;
    return -1;
}

/* Whether the path leads to the namespace. This process may not be able to follow it. */
static bool leads_to(const char *path, uint32_t inode)
{
    uint32_t found;
    int file = netns_locate(path, &found, locate_file);
    if (file >= 0)
        close(file);
    return file >= 0 && found == inode;
}

/* The path of a mount, below the root directory of the thread. NULL when out of memory. */
static const char *mount_path(struct netns_search *search, const struct mount *mount)
{
    char *point = mountinfo_decode(mount->point);
    struct strbuf root = {0};
    strbuf_put_string(&root, "/root");
    strbuf_put_string(&root, point == NULL ? "" : point);
    strbuf_put_char(&root, '\0');
    const char *path =
        point == NULL || root.failed ? NULL : netns_search_path(search, root.data, true);
    if (path == NULL)
        search->list->trouble = ENOMEM;
    strbuf_free(&root);
    free(point);
    return path;
}

/* Why the mount cannot be opened by its path, or NULL. Only a path with nothing else on its way is
 * followed. */
static const char *find_obstacle(struct netns_search *search, struct mounts *mounts, size_t place,
                                 const char *path, uint32_t inode)
{
    static const char *const obstacles[] = {
        [MOUNT_COVERED] = "another mount covers it",
        [MOUNT_USER_SPACE] = "it is on a file system in user space, which may not answer",
    };
    enum mount_obstacle obstacle = mounts_obstacle(mounts, place, search->is_self);
    if (obstacle != MOUNT_CLEAR)
        return obstacles[obstacle];
    return leads_to(path, inode) ? NULL : "its path does not lead to it";
}

static void take_mount(struct netns_search *search, struct mounts *mounts, size_t place)
{
    const struct mount *mount = mounts_at(mounts, place);
    uint32_t inode;
    if (!slice_equals(mount->type, "nsfs") || !netns_parse_link(mount->root, "net", &inode) ||
        !netns_list_wants(search->list, inode, false))
        return;
    const char *path = mount_path(search, mount);
    if (path == NULL)
        return;
    const char *obstacle = find_obstacle(search, mounts, place, path, inode);
    if (netns_list_wants(search->list, inode, obstacle != NULL))
        netns_list_add(search->list, inode, path, obstacle);
}

void netns_search_mounts(struct netns_search *search)
{
    struct strbuf text = {0};
    struct mounts mounts = {0};
    const char *path = netns_search_path(search, "/mountinfo", false);
    if (path == NULL)
        return;
    /* A process that ends has no mounts (EINVAL). */
    if (!mountinfo_read(search->directory, path, &text) && errno != EINVAL)
        netns_search_fail(search, errno);
    if (!mounts_read(&mounts, strbuf_slice(&text)))
        search->list->trouble = ENOMEM;
    for (size_t i = 0; mounts_at(&mounts, i) != NULL; i++)
        take_mount(search, &mounts, i);
    mounts_free(&mounts);
    strbuf_free(&text);
}
