/* SPDX-License-Identifier: MIT */
#include "netns/list.h"

#include <dirent.h>
#include <errno.h>
#include <fcntl.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

#include "lookup/namespaces.h"
#include "netns/mounts.h"
#include "netns/open.h"
#include "owners/task.h"
#include "util/array.h"
#include "util/file.h"
#include "util/number.h"
#include "util/trouble.h"

/* One search through a procfs. */
struct search {
    struct netns_list *list;
    const char *proc;     /* path of the procfs */
    int directory;        /* open there */
    uint32_t process;     /* the one that is being read */
    int entries;          /* descriptor of its directory "task" or "fd", while that is open */
    const char *within;   /* the name of that directory */
    bool is_self;         /* it is this one */
    bool hidden;          /* a part of the process may not be read */
    struct strbuf path;   /* scratch */
    struct strbuf thread; /* the directory of the thread that is being read, below `directory` */
};

static void note_trouble(struct search *search, int number)
{
    enum trouble trouble = trouble_of(number);
    if (trouble == TROUBLE_RESOURCES || trouble == TROUBLE_OTHER)
        search->list->trouble = number;
    search->hidden |= trouble == TROUBLE_FORBIDDEN;
}

/* Reads the number in "net:[123]" (namespaces(7)). */
static bool parse_inode(struct slice text, const char *type, uint32_t *inode)
{
    uint64_t number;
    size_t skip = strlen(type);
    if (text.length < skip + 4 || memcmp(text.data, type, skip) != 0 ||
        memcmp(text.data + skip, ":[", 2) != 0 || text.data[text.length - 1] != ']' ||
        !number_parse((struct slice){text.data + skip + 2, text.length - skip - 3}, UINT32_MAX,
                      &number))
        return false;
    *inode = (uint32_t)number;
    return true;
}

/* Reads the inode from a link to a namespace of a type. False for any other link. */
static bool read_link(struct search *search, int directory, const char *name, const char *type,
                      uint32_t *inode)
{
    char link[64]; /* a longer link does not lead to a namespace */
    ssize_t length = file_read_link_at(directory, name, link, sizeof(link));
    if (length < 0 && errno != ENAMETOOLONG)
        note_trouble(search, errno);
    return length > 0 && parse_inode((struct slice){link, (size_t)length}, type, inode);
}

/* Whether a path to the namespace is still needed. One without an obstacle replaces one with it. */
static bool is_wanted(struct netns_list *list, uint32_t inode, bool blocked)
{
    const uint32_t *place = id_map_find(&list->index, inode);
    return place == NULL || (list->places[*place].obstacle != NULL && !blocked);
}

static struct netns_place *make_place(struct netns_list *list, uint32_t inode)
{
    const uint32_t *known = id_map_find(&list->index, inode);
    if (known != NULL)
        return &list->places[*known];
    struct netns_place *places =
        array_reserve(list->places, &list->capacity, list->count, sizeof(*places));
    if (places == NULL)
        return NULL;
    list->places = places;
    if (id_map_insert(&list->index, inode, (uint32_t)list->count) == NULL)
        return NULL;
    return &list->places[list->count++];
}

static void add(struct netns_list *list, uint32_t inode, const char *obstacle, const char *path)
{
    const char *copy = arena_copy(&list->paths, path, strlen(path) + 1);
    struct netns_place *place = copy == NULL ? NULL : make_place(list, inode);
    if (place == NULL)
        list->trouble = ENOMEM;
    else
        *place = (struct netns_place){.inode = inode, .path = copy, .obstacle = obstacle};
}

/* The path of a file of the thread, absolute or below the procfs. NULL when out of memory. Valid
 * until the next call. */
static const char *thread_path(struct search *search, const char *file, bool absolute)
{
    struct strbuf *path = &search->path;
    strbuf_clear(path);
    if (absolute) {
        strbuf_put_string(path, search->proc);
        strbuf_put_char(path, '/');
    }
    strbuf_put(path, search->thread.data, search->thread.length);
    strbuf_put_string(path, file);
    strbuf_put_char(path, '\0');
    if (!path->failed)
        return path->data;
    search->list->trouble = ENOMEM;
    return NULL;
}

/* Reads the inode of a namespace of the thread. */
static bool read_own(struct search *search, const char *file, const char *type, uint32_t *inode)
{
    const char *path = thread_path(search, file, false);
    return path != NULL && read_link(search, search->directory, path, type, inode);
}

/* Whether the path reaches the namespace: we may not be able to follow it. */
static bool leads_to(const char *path, uint32_t inode)
{
    struct stat status;
    return stat(path, &status) == 0 && (uint32_t)status.st_ino == inode;
}

/* The path of a mount, below the root directory of the thread. NULL when out of memory. */
static const char *mount_path(struct search *search, const struct mount *mount)
{
    char *point = mountinfo_decode(mount->point);
    struct strbuf root = {0};
    strbuf_put_string(&root, "/root");
    strbuf_put_string(&root, point == NULL ? "" : point);
    strbuf_put_char(&root, '\0');
    const char *path = point == NULL || root.failed ? NULL : thread_path(search, root.data, true);
    if (path == NULL)
        search->list->trouble = ENOMEM;
    strbuf_free(&root);
    free(point);
    return path;
}

/* Why the mount cannot be opened by its path, or NULL. Only a path with nothing else on its way is
 * followed. */
static const char *find_obstacle(struct search *search, struct mounts *mounts, size_t place,
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

static void take_mount(struct search *search, struct mounts *mounts, size_t place)
{
    const struct mount *mount = mounts_at(mounts, place);
    uint32_t inode;
    if (!slice_equals(mount->type, "nsfs") || !parse_inode(mount->root, "net", &inode) ||
        !is_wanted(search->list, inode, false))
        return;
    const char *path = mount_path(search, mount);
    if (path == NULL)
        return;
    const char *obstacle = find_obstacle(search, mounts, place, path, inode);
    if (is_wanted(search->list, inode, obstacle != NULL))
        add(search->list, inode, obstacle, path);
}

static void read_mounts(struct search *search)
{
    struct strbuf text = {0};
    struct mounts mounts = {0};
    const char *path = thread_path(search, "/mountinfo", false);
    if (path == NULL)
        return;
    /* A process that ends has no mounts (EINVAL). */
    if (!mountinfo_read(search->directory, path, &text) && errno != EINVAL)
        note_trouble(search, errno);
    if (!mounts_read(&mounts, strbuf_slice(&text)))
        search->list->trouble = ENOMEM;
    for (size_t i = 0; mounts_at(&mounts, i) != NULL; i++)
        take_mount(search, &mounts, i);
    mounts_free(&mounts);
    strbuf_free(&text);
}

static void read_namespace(struct search *search)
{
    uint32_t inode;
    const char *path = NULL;
    if (read_own(search, "/ns/net", "net", &inode) && is_wanted(search->list, inode, false))
        path = thread_path(search, "/ns/net", true);
    if (path != NULL)
        add(search->list, inode, NULL, path);
}

/* Reads the mounts that the thread sees, once for each mount namespace. */
static void read_mount_namespace(struct search *search)
{
    uint32_t inode;
    if (!read_own(search, "/ns/mnt", "mnt", &inode) ||
        id_map_find(&search->list->mounts_read, inode) != NULL)
        return;
    if (id_map_insert(&search->list->mounts_read, inode, 0) == NULL)
        search->list->trouble = ENOMEM;
    read_mounts(search);
}

/* Sets `thread` to an entry of a directory of the process. */
static void name_entry(struct search *search, uint32_t number)
{
    strbuf_clear(&search->thread);
    number_put(&search->thread, search->process);
    strbuf_put_char(&search->thread, '/');
    strbuf_put_string(&search->thread, search->within);
    strbuf_put_char(&search->thread, '/');
    number_put(&search->thread, number);
}

static bool take_thread(void *context, const char *name, uint32_t thread)
{
    struct search *search = context;
    (void)name;
    name_entry(search, thread);
    read_namespace(search);
    read_mount_namespace(search);
    return true;
}

static bool take_descriptor(void *context, const char *name, uint32_t descriptor)
{
    struct search *search = context;
    uint32_t inode;
    if (!read_link(search, search->entries, name, "net", &inode) ||
        !is_wanted(search->list, inode, false))
        return true;
    name_entry(search, descriptor);
    const char *path = thread_path(search, "", true);
    if (path != NULL)
        add(search->list, inode, NULL, path);
    return true;
}

/* Calls `each` for the numbers in a directory of the process. */
static void read_directory(struct search *search, const char *within,
                           bool (*each)(void *context, const char *name, uint32_t number))
{
    struct task process = {search->directory, search->process, 0};
    search->within = within;
    search->entries = task_open(&process, within, O_DIRECTORY);
    if (search->entries < 0 || !task_each_number(search->entries, each, search))
        note_trouble(search, errno);
    if (search->entries >= 0)
        close(search->entries);
}

static bool take_process(void *context, const char *name, uint32_t pid)
{
    struct search *search = context;
    (void)name;
    search->process = pid;
    search->hidden = false;
    read_directory(search, "task", take_thread);
    read_directory(search, "fd", take_descriptor);
    search->list->unreadable += search->hidden;
    return true;
}

static int compare_names(const struct dirent **left, const struct dirent **right)
{
    return strcmp((*left)->d_name, (*right)->d_name);
}

static void take_name(struct netns_list *list, const char *directory, const char *name)
{
    struct strbuf path = {0};
    struct error reason = {0};
    uint32_t inode;
    strbuf_put_string(&path, directory);
    strbuf_put_char(&path, '/');
    strbuf_put(&path, name, strlen(name) + 1);
    int file = path.failed ? -1 : netns_open_path(path.data, &inode, &reason);
    if (path.failed || trouble_of(reason.number) == TROUBLE_RESOURCES)
        list->trouble = path.failed ? ENOMEM : reason.number;
    if (file >= 0 && is_wanted(list, inode, false))
        add(list, inode, NULL, path.data);
    if (file >= 0)
        close(file);
    error_clear(&reason);
    strbuf_free(&path);
}

/* A directory that does not exist has no names, so that is no failure. */
static void read_names(struct netns_list *list, const char *directory)
{
    struct dirent **entries = NULL;
    int count = scandir(directory, &entries, NULL, compare_names);
    if (count < 0 && errno == ENOMEM)
        list->trouble = ENOMEM;
    for (int i = 0; i < count; i++) {
        if (strcmp(entries[i]->d_name, ".") != 0 && strcmp(entries[i]->d_name, "..") != 0)
            take_name(list, directory, entries[i]->d_name);
        free(entries[i]);
    }
    free(entries);
}

static int compare_inodes(const void *left, const void *right)
{
    const struct netns_place *a = left, *b = right;
    return (a->inode > b->inode) - (a->inode < b->inode);
}

static bool search_all(struct search *search, const char *named)
{
    struct netns_list *list = search->list;
    strbuf_put_string(&search->thread, "thread-self");
    read_namespace(search);
    read_names(list, named);
    size_t sorted = list->count;
    search->is_self = true;
    read_mount_namespace(search);
    search->is_self = false;
    bool whole = task_each_number(search->directory, take_process, search);
    if (list->count > sorted)
        qsort(list->places + sorted, list->count - sorted, sizeof(*list->places), compare_inodes);
    return whole;
}

bool netns_list_read(struct netns_list *list, const char *proc, const char *named,
                     struct error *error)
{
    struct search search = {.list = list, .proc = proc};
    search.directory = file_open_at(AT_FDCWD, proc, O_DIRECTORY);
    if (search.directory < 0)
        return error_set_errno(error, errno, "network namespaces: cannot read %s", proc);
    bool whole = search_all(&search, named);
    int number = errno;
    close(search.directory);
    strbuf_free(&search.path);
    strbuf_free(&search.thread);
    id_map_free(&list->index);
    id_map_free(&list->mounts_read);
    return whole || error_set_errno(error, number, "network namespaces: cannot read %s", proc);
}

void netns_list_free(struct netns_list *list)
{
    free(list->places);
    id_map_free(&list->index);
    id_map_free(&list->mounts_read);
    arena_free(&list->paths);
    *list = (struct netns_list){0};
}
