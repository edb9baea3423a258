/* SPDX-License-Identifier: MIT */
#include "lookup/namespaces.h"

#include <dirent.h>
#include <linux/magic.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <sys/vfs.h>

#include "util/number.h"

static int compare_bytes(const struct dirent **left, const struct dirent **right)
{
    return strcmp((*left)->d_name, (*right)->d_name);
}

bool namespaces_is_one(const char *path)
{
    struct statfs system;
    return statfs(path, &system) == 0 && (uint32_t)system.f_type == NSFS_MAGIC;
}

/* Whether a file names a namespace. The inode of any other file would mean nothing, and a name of
 * digits would look like an inode. */
static bool is_name(const char *path, const char *name)
{
    return namespaces_is_one(path) && name[strspn(name, "0123456789")] != '\0';
}

static void load_name(struct namespaces *namespaces, const char *name)
{
    struct strbuf path = {0};
    strbuf_put_string(&path, NAMESPACES_DIRECTORY "/");
    strbuf_put(&path, name, strlen(name) + 1);
    struct stat status;
    if (!path.failed && stat(path.data, &status) == 0 && is_name(path.data, name) &&
        names_find(&namespaces->names, (uint32_t)status.st_ino) == NULL)
        names_store(&namespaces->names, (uint32_t)status.st_ino, slice_of(name));
    strbuf_free(&path);
}

static bool is_directory(const char *name)
{
    return strcmp(name, ".") == 0 || strcmp(name, "..") == 0;
}

/* Sorted by bytes, so that a namespace with two names always shows the same one. */
static void load_names(struct namespaces *namespaces)
{
    struct dirent **entries = NULL;
    int count = scandir(NAMESPACES_DIRECTORY, &entries, NULL, compare_bytes);
    for (int i = 0; i < count; i++) {
        if (!is_directory(entries[i]->d_name))
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
    struct slice stored = names_store(&namespaces->names, inode, strbuf_slice(&number));
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
