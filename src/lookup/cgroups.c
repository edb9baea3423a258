/* SPDX-License-Identifier: MIT */
#include "lookup/cgroups.h"

#include <errno.h>
#include <fcntl.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include "lookup/cgroup_mount.h"
#include "util/array.h"
#include "util/directory.h"
#include "util/file.h"
#include "util/number.h"
#include "util/strbuf.h"
#include "util/trouble.h"

/* The kernel's FILEID_KERNFS: the content of such a handle is the id, 8 bytes long. */
enum { HANDLE_TYPE = 0xfe };

/* A file handle with room for an id. */
union group_handle {
    struct file_handle header;
    char bytes[sizeof(struct file_handle) + sizeof(uint64_t)];
};

/* What is gone or forbidden is no failure: its path is unknown. */
static void note_trouble(struct cgroups *cgroups, int number)
{
    enum trouble trouble = trouble_of(number);
    if (number == ENOMEM)
        cgroups->failed = true;
    else if (cgroups->trouble == 0 && (trouble == TROUBLE_RESOURCES || trouble == TROUBLE_OTHER))
        cgroups->trouble = number;
}

static int compare_ids(const void *left, const void *right)
{
    uint64_t a = ((const struct cgroup *)left)->id, b = ((const struct cgroup *)right)->id;
    return (a > b) - (a < b);
}

static const struct cgroup *find_known(const struct cgroups *cgroups, uint64_t id)
{
    struct cgroup key = {.id = id};
    return cgroups->count == 0
               ? NULL
               : bsearch(&key, cgroups->items, cgroups->count, sizeof(key), compare_ids);
}

/* Adds a group at the end. The caller restores the order by id. */
static bool append(struct cgroups *cgroups, uint64_t id, struct slice path)
{
    struct cgroup *items =
        array_reserve(cgroups->items, &cgroups->capacity, cgroups->count, sizeof(*items));
    cgroups->failed |= items == NULL;
    if (items == NULL)
        return false;
    cgroups->items = items;
    const char *copy = arena_copy(&cgroups->arena, path.data, path.length);
    cgroups->failed |= copy == NULL;
    if (copy == NULL)
        return false;
    cgroups->items[cgroups->count++] = (struct cgroup){id, {copy, path.length}};
    return true;
}

/* Adds a group at its place in the order. When memory runs out the path is not kept, and the next
 * call for this id asks again. */
static struct slice insert(struct cgroups *cgroups, uint64_t id, struct slice path)
{
    if (!append(cgroups, id, path))
        return (struct slice){0};
    struct cgroup added = cgroups->items[cgroups->count - 1];
    size_t at = cgroups->count - 1;
    while (at > 0 && cgroups->items[at - 1].id > id) {
        cgroups->items[at] = cgroups->items[at - 1];
        at--;
    }
    cgroups->items[at] = added;
    return added.path;
}

static void start(struct cgroups *cgroups)
{
    cgroups->started = true;
    cgroups->directory = cgroup_mount_open(&cgroups->mount);
    if (cgroups->directory < 0)
        note_trouble(cgroups, errno);
}

/* The path of an open directory below the mount, or an empty slice when it is elsewhere. */
static struct slice path_of(struct cgroups *cgroups, int directory, struct strbuf *path)
{
    struct strbuf link = {0};
    size_t size = 256;
    ssize_t length = -1;
    char *room;
    strbuf_put_string(&link, "/proc/self/fd/");
    number_put(&link, (uint64_t)directory);
    strbuf_put_char(&link, '\0');
    while (!link.failed && (room = strbuf_reserve(path, size)) != NULL) {
        length = file_read_link_at(AT_FDCWD, link.data, room, size);
        if (length < 0 || (size_t)length < size)
            break;
        size *= 2;
    }
    note_trouble(cgroups, link.failed || path->failed ? ENOMEM : length < 0 ? errno : 0);
    strbuf_free(&link);
    size_t skip = strlen(cgroups->mount);
    if (length < 0 || (size_t)length < skip || path->failed ||
        memcmp(path->data, cgroups->mount, skip) != 0)
        return (struct slice){0};
    if ((size_t)length == skip)
        return slice_of("/");
    return path->data[skip] == '/' ? (struct slice){path->data + skip, (size_t)length - skip}
                                   : (struct slice){0};
}

/* Finds the path of a group by opening it by id, which needs CAP_DAC_READ_SEARCH. False when
 * groups cannot be opened by id at all. An id without a group (ESTALE) is found with an empty path.
 */
static bool open_group(struct cgroups *cgroups, uint64_t id, struct slice *found)
{
    union group_handle handle = {
        .header = {.handle_bytes = sizeof(id), .handle_type = HANDLE_TYPE}};
    memcpy(handle.bytes + sizeof(struct file_handle), &id, sizeof(id));
    int directory = open_by_handle_at(cgroups->directory, &handle.header, O_PATH | O_CLOEXEC);
    if (directory < 0 && errno != ESTALE)
        return false;
    struct strbuf path = {0};
    struct slice name = {0};
    if (directory >= 0) {
        name = path_of(cgroups, directory, &path);
        close(directory);
    }
    *found = insert(cgroups, id, name);
    strbuf_free(&path);
    return true;
}

/* Reads the id of a directory, which needs no capability. */
static bool read_id(int directory, const char *name, uint64_t *id)
{
    union group_handle handle = {.header = {.handle_bytes = sizeof(*id)}};
    int mount;
    if (name_to_handle_at(directory, name, &handle.header, &mount,
                          *name == '\0' ? AT_EMPTY_PATH : 0) < 0 ||
        handle.header.handle_bytes != sizeof(*id))
        return false;
    memcpy(id, handle.bytes + sizeof(struct file_handle), sizeof(*id));
    return true;
}

static void append_child(struct cgroups *cgroups, struct slice parent, int directory,
                         const char *name)
{
    uint64_t id;
    struct strbuf path = {0};
    if (!read_id(directory, name, &id))
        return;
    strbuf_put(&path, parent.data, parent.length);
    if (parent.length > 1)
        strbuf_put_char(&path, '/');
    strbuf_put_string(&path, name);
    cgroups->failed |= path.failed;
    if (!path.failed)
        append(cgroups, id, strbuf_slice(&path));
    strbuf_free(&path);
}

/* A group whose children are being appended. */
struct parent {
    struct cgroups *cgroups;
    struct slice path;
    int directory;
};

static bool take_entry(void *context, const struct dirent *entry)
{
    const struct parent *parent = context;
    if (entry->d_type == DT_DIR && strcmp(entry->d_name, ".") != 0 &&
        strcmp(entry->d_name, "..") != 0)
        append_child(parent->cgroups, parent->path, parent->directory, entry->d_name);
    return true;
}

static void append_children(struct cgroups *cgroups, struct slice parent)
{
    struct strbuf path = {0};
    strbuf_put_char(&path, '.');
    strbuf_put(&path, parent.data, parent.length);
    strbuf_put_char(&path, '\0');
    errno = ENOMEM;
    int directory =
        path.failed ? -1 : file_open_at(cgroups->directory, path.data, O_DIRECTORY | O_NOFOLLOW);
    struct parent whose = {cgroups, parent, directory};
    if (directory < 0 || !directory_each(directory, take_entry, &whose))
        note_trouble(cgroups, errno);
    strbuf_free(&path);
    if (directory >= 0)
        close(directory);
}

/* Reads all groups, from the root down. `items` is also the queue: the children of each item are
 * added at its end. */
static void walk(struct cgroups *cgroups)
{
    uint64_t id;
    cgroups->walked = true;
    cgroups->count = 0;
    if (!read_id(cgroups->directory, "", &id) || !append(cgroups, id, slice_of("/")))
        return;
    for (size_t i = 0; i < cgroups->count; i++)
        append_children(cgroups, cgroups->items[i].path);
    qsort(cgroups->items, cgroups->count, sizeof(*cgroups->items), compare_ids);
}

bool cgroups_are_reachable(struct cgroups *cgroups)
{
    if (!cgroups->started)
        start(cgroups);
    return cgroups->mount != NULL;
}

struct slice cgroups_find(struct cgroups *cgroups, uint64_t id)
{
    struct slice path;
    if (!cgroups->started)
        start(cgroups);
    if (cgroups->mount == NULL)
        return (struct slice){0};
    const struct cgroup *known = find_known(cgroups, id);
    if (known != NULL)
        return known->path;
    if (!cgroups->walked && open_group(cgroups, id, &path))
        return path;
    if (!cgroups->walked)
        walk(cgroups);
    known = find_known(cgroups, id);
    return known == NULL ? (struct slice){0} : known->path;
}

/* Whether the text is the mount point, or a path below it. */
static bool begins_with_mount(const struct cgroups *cgroups, struct slice path)
{
    size_t length = cgroups->mount == NULL ? 0 : strlen(cgroups->mount);
    return length > 0 && path.length >= length && memcmp(path.data, cgroups->mount, length) == 0 &&
           (path.length == length || path.data[length] == '/');
}

struct slice cgroups_below_mount(struct cgroups *cgroups, struct slice path)
{
    if (!cgroups->started)
        start(cgroups);
    if (begins_with_mount(cgroups, path)) {
        size_t skip = strlen(cgroups->mount);
        path = slice_skip(path, skip);
    }
    while (path.length > 0 && path.data[0] == '/')
        path = slice_skip(path, 1);
    while (path.length > 0 && path.data[path.length - 1] == '/')
        path.length--;
    return path;
}

uint64_t cgroups_id(struct cgroups *cgroups, struct slice path)
{
    struct slice below = cgroups_below_mount(cgroups, path);
    struct strbuf name = {0};
    uint64_t id = 0;
    strbuf_put_string(&name, "./");
    strbuf_put(&name, below.data, below.length);
    strbuf_put_char(&name, '\0');
    cgroups->failed |= name.failed;
    if (cgroups->mount == NULL || name.failed || !read_id(cgroups->directory, name.data, &id))
        id = 0;
    strbuf_free(&name);
    return id;
}

void cgroups_free(struct cgroups *cgroups)
{
    if (cgroups->mount != NULL)
        close(cgroups->directory);
    free(cgroups->mount);
    free(cgroups->items);
    arena_free(&cgroups->arena);
    *cgroups = (struct cgroups){0};
}
