/* SPDX-License-Identifier: MIT */
#include "lookup/namespaces.h"

#include <errno.h>
#include <fcntl.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <sys/sysmacros.h>
#include <unistd.h>

#ifndef HAVE_STATX
#include <linux/stat.h>
#include <sys/syscall.h>
#endif

#include "util/directory.h"
#include "util/file.h"
#include "util/number.h"
#include "util/trouble.h"

static int read_status(int directory, const char *path, int flags, struct statx *status)
{
#ifdef HAVE_STATX
    return statx(directory, path, flags, 0, status);
#else
    return (int)syscall(SYS_statx, directory, path, flags, 0, status);
#endif
}

/* A namespace that is gone or forbidden has no name. */
static void note_trouble(struct namespaces *namespaces, int number)
{
    enum trouble trouble = trouble_of(number);
    if (number == ENOMEM)
        namespaces->names.failed = true;
    else if (trouble == TROUBLE_RESOURCES || trouble == TROUBLE_OTHER)
        namespaces->trouble = number;
}

/* The kernel knows the device of a file without asking its file system, which can be a process that
 * does not answer (FUSE). */
static bool get_device(int directory, const char *path, dev_t *device)
{
    struct statx status;
    int flags = AT_STATX_DONT_SYNC | (*path == '\0' ? AT_EMPTY_PATH : 0);
    if (read_status(directory, path, flags, &status) != 0)
        return false;
    *device = makedev(status.stx_dev_major, status.stx_dev_minor);
    return true;
}

/* All namespaces are on one file system. */
static bool is_one(int file)
{
    dev_t own, device;
    if (!get_device(AT_FDCWD, "/proc/thread-self/ns/net", &own) || !get_device(file, "", &device))
        return false;
    errno = 0;
    return device == own;
}

int namespaces_locate(const char *path, uint32_t *inode)
{
    struct stat status;
    int file = file_locate_at(AT_FDCWD, path);
    if (file < 0)
        return -1;
    if (is_one(file) && fstat(file, &status) == 0) {
        *inode = (uint32_t)status.st_ino;
        return file;
    }
    int number = errno;
    close(file);
    errno = number;
    return -1;
}

/* A name of digits would look like an inode. */
static void load_name(struct namespaces *namespaces, const char *name)
{
    struct strbuf path = {0};
    uint32_t inode = 0;
    strbuf_put_string(&path, NAMESPACES_DIRECTORY "/");
    strbuf_put(&path, name, strlen(name) + 1);
    bool has_name = !path.failed && name[strspn(name, "0123456789")] != '\0';
    int file = has_name ? namespaces_locate(path.data, &inode) : -1;
    note_trouble(namespaces, path.failed ? ENOMEM : has_name && file < 0 ? errno : 0);
    if (file >= 0 && names_find(&namespaces->names, inode) == NULL)
        names_store(&namespaces->names, inode, slice_of(name));
    if (file >= 0)
        close(file);
    strbuf_free(&path);
}

/* Sorted by bytes, so that a namespace with two names always shows the same one. */
static void load_names(struct namespaces *namespaces)
{
    struct dirent **entries = NULL;
    int count = directory_list(NAMESPACES_DIRECTORY, &entries);
    note_trouble(namespaces, count < 0 ? errno : 0);
    for (int i = 0; i < count; i++) {
        load_name(namespaces, entries[i]->d_name);
        free(entries[i]);
    }
    free(entries);
    namespaces->loaded = true;
}

struct slice namespaces_find(struct namespaces *namespaces, uint32_t inode)
{
    if (!namespaces->loaded)
        load_names(namespaces);
    const struct slice *known = names_find(&namespaces->names, inode);
    if (known != NULL)
        return *known;
    struct strbuf number = {0};
    number_put(&number, inode);
    struct slice stored = {0};
    namespaces->names.failed |= number.failed;
    if (!number.failed)
        stored = names_store(&namespaces->names, inode, strbuf_slice(&number));
    strbuf_free(&number);
    return stored;
}

uint32_t namespaces_current(void)
{
    struct stat status;
    return stat("/proc/thread-self/ns/net", &status) == 0 ? (uint32_t)status.st_ino : 0;
}

uint32_t namespaces_of(uint32_t pid)
{
    struct strbuf path = {0};
    struct stat status;
    strbuf_put_string(&path, "/proc/");
    number_put(&path, pid);
    strbuf_put(&path, "/ns/net", sizeof("/ns/net"));
    bool known = !path.failed && stat(path.data, &status) == 0;
    strbuf_free(&path);
    return known ? (uint32_t)status.st_ino : 0;
}

void namespaces_free(struct namespaces *namespaces)
{
    names_free(&namespaces->names);
    *namespaces = (struct namespaces){0};
}
