/* SPDX-License-Identifier: MIT */
#include "netns/list.h"

#include <dirent.h>
#include <errno.h>
#include <fcntl.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

#include "lookup/namespaces.h"
#include "netns/open.h"
#include "owners/task.h"
#include "util/array.h"
#include "util/mountinfo.h"
#include "util/number.h"
#include "util/trouble.h"

/* One walk through the procfs. */
struct walk {
    struct netns_list *list;
    const char *proc;     /* path of the procfs */
    int directory;        /* open there */
    uint32_t process;     /* that is being read */
    int entries;          /* its directory task or fd, while that is open */
    const char *within;   /* the name of that directory */
    bool hidden;          /* a part of it may not be read */
    struct strbuf path;   /* scratch */
    struct strbuf thread; /* the directory of the thread that is being read, below `directory` */
};

static void note_trouble(struct walk *walk, int number)
{
    enum trouble trouble = trouble_of(number);
    if (trouble == TROUBLE_RESOURCES)
        walk->list->trouble = number;
    else if (trouble != TROUBLE_GONE)
        walk->hidden = true;
}

/* The number in "net:[123]" (namespaces(7)). */
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

/* Where a link to a namespace of that type leads; false for another link. */
static bool read_link(struct walk *walk, int directory, const char *name, const char *type,
                      uint32_t *inode)
{
    char link[64]; /* longer links lead elsewhere */
    ssize_t length = readlinkat(directory, name, link, sizeof(link));
    if (length < 0)
        note_trouble(walk, errno);
    return length > 0 && parse_inode((struct slice){link, (size_t)length}, type, inode);
}

/* Whether a way to the namespace is still missing. */
static bool is_wanted(struct netns_list *list, uint32_t inode, bool covered)
{
    const uint32_t *place = id_map_find(&list->known, inode);
    return place == NULL || (list->places[*place].covered && !covered);
}

static struct netns_place *make_place(struct netns_list *list, uint32_t inode)
{
    const uint32_t *known = id_map_find(&list->known, inode);
    if (known != NULL)
        return &list->places[*known];
    struct netns_place *places =
        array_reserve(list->places, &list->capacity, list->count, sizeof(*places));
    if (places == NULL)
        return NULL;
    list->places = places;
    if (id_map_insert(&list->known, inode, (uint32_t)list->count) == NULL)
        return NULL;
    return &list->places[list->count++];
}

static void add(struct netns_list *list, uint32_t inode, bool covered, const char *path)
{
    const char *copy = arena_copy(&list->paths, path, strlen(path) + 1);
    struct netns_place *place = copy == NULL ? NULL : make_place(list, inode);
    if (place == NULL)
        list->trouble = ENOMEM;
    else
        *place = (struct netns_place){.inode = inode, .covered = covered, .path = copy};
}

/* The path below the procfs of a file of the thread; NULL when out of memory. Valid until the next
 * call. */
static const char *thread_path(struct walk *walk, const char *file, bool absolute)
{
    struct strbuf *path = &walk->path;
    strbuf_clear(path);
    if (absolute) {
        strbuf_put_string(path, walk->proc);
        strbuf_put_char(path, '/');
    }
    strbuf_put(path, walk->thread.data, walk->thread.length);
    strbuf_put_string(path, file);
    strbuf_put_char(path, '\0');
    if (!path->failed)
        return path->data;
    walk->list->trouble = ENOMEM;
    return NULL;
}

/* Reads what a link of the thread leads to. */
static bool read_own(struct walk *walk, const char *file, const char *type, uint32_t *inode)
{
    const char *path = thread_path(walk, file, false);
    return path != NULL && read_link(walk, walk->directory, path, type, inode);
}

/* A mount can lie under another one, or its path may not be open to us. */
static bool leads_to(const char *path, uint32_t inode)
{
    struct stat status;
    return stat(path, &status) == 0 && (uint32_t)status.st_ino == inode;
}

static void take_mount(struct walk *walk, struct slice line)
{
    struct mount mount;
    uint32_t inode;
    if (!mountinfo_parse(line, &mount) || !slice_equals(mount.type, "nsfs") ||
        !parse_inode(mount.root, "net", &inode) || !is_wanted(walk->list, inode, false))
        return;
    char *point = mountinfo_decode(mount.point);
    struct strbuf root = {0};
    strbuf_put_string(&root, "/root");
    strbuf_put_string(&root, point == NULL ? "" : point);
    strbuf_put_char(&root, '\0');
    const char *path = point == NULL || root.failed ? NULL : thread_path(walk, root.data, true);
    bool covered = path != NULL && !leads_to(path, inode);
    if (path == NULL)
        walk->list->trouble = ENOMEM;
    else if (is_wanted(walk->list, inode, covered))
        add(walk->list, inode, covered, path);
    strbuf_free(&root);
    free(point);
}

static void read_mounts(struct walk *walk)
{
    const char *path = thread_path(walk, "/mountinfo", false);
    int file = path == NULL ? -1 : openat(walk->directory, path, O_RDONLY | O_CLOEXEC);
    FILE *stream = file < 0 ? NULL : fdopen(file, "r");
    if (stream == NULL) {
        note_trouble(walk, errno);
        if (file >= 0)
            close(file);
        return;
    }
    char *line = NULL;
    size_t capacity = 0;
    ssize_t length;
    while ((length = getline(&line, &capacity, stream)) >= 0)
        take_mount(walk, (struct slice){line, (size_t)length});
    if (!feof(stream))
        note_trouble(walk, errno);
    free(line);
    fclose(stream);
}

static void read_namespace(struct walk *walk)
{
    uint32_t inode;
    const char *path = NULL;
    if (read_own(walk, "/ns/net", "net", &inode) && is_wanted(walk->list, inode, false))
        path = thread_path(walk, "/ns/net", true);
    if (path != NULL)
        add(walk->list, inode, false, path);
}

/* Once for each mount namespace. */
static void read_mount_namespace(struct walk *walk)
{
    uint32_t inode;
    if (!read_own(walk, "/ns/mnt", "mnt", &inode) ||
        id_map_find(&walk->list->mounts_known, inode) != NULL)
        return;
    if (id_map_insert(&walk->list->mounts_known, inode, 0) == NULL)
        walk->list->trouble = ENOMEM;
    read_mounts(walk);
}

/* Sets `thread` to an entry of a directory of the process. */
static void name_entry(struct walk *walk, uint32_t number)
{
    strbuf_clear(&walk->thread);
    number_put(&walk->thread, walk->process);
    strbuf_put_char(&walk->thread, '/');
    strbuf_put_string(&walk->thread, walk->within);
    strbuf_put_char(&walk->thread, '/');
    number_put(&walk->thread, number);
}

static bool take_thread(void *context, const char *name, uint32_t thread)
{
    struct walk *walk = context;
    (void)name;
    name_entry(walk, thread);
    read_namespace(walk);
    read_mount_namespace(walk);
    return true;
}

static bool take_descriptor(void *context, const char *name, uint32_t descriptor)
{
    struct walk *walk = context;
    uint32_t inode;
    if (!read_link(walk, walk->entries, name, "net", &inode) ||
        !is_wanted(walk->list, inode, false))
        return true;
    name_entry(walk, descriptor);
    const char *path = thread_path(walk, "", true);
    if (path != NULL)
        add(walk->list, inode, false, path);
    return true;
}

/* Calls `each` for the numbers in a directory of the process. */
static void read_directory(struct walk *walk, const char *within,
                           bool (*each)(void *context, const char *name, uint32_t number))
{
    struct task process = {walk->directory, walk->process, 0};
    walk->within = within;
    walk->entries = task_open(&process, within, O_DIRECTORY);
    if (walk->entries < 0 || !task_each_number(walk->entries, each, walk))
        note_trouble(walk, errno);
    if (walk->entries >= 0)
        close(walk->entries);
}

static bool take_process(void *context, const char *name, uint32_t pid)
{
    struct walk *walk = context;
    (void)name;
    walk->process = pid;
    walk->hidden = false;
    read_directory(walk, "task", take_thread);
    read_directory(walk, "fd", take_descriptor);
    walk->list->unreadable += walk->hidden;
    return true;
}

static int compare_names(const struct dirent **left, const struct dirent **right)
{
    return strcmp((*left)->d_name, (*right)->d_name);
}

/* Whether it is a namespace of something else than networks, as far as it can be told. */
static bool is_of_others(const char *path)
{
    struct error reason = {0};
    uint32_t inode;
    int file = netns_open_path(path, &inode, &reason);
    bool others = file < 0 && reason.number == 0;
    if (file >= 0)
        close(file);
    error_clear(&reason);
    return others;
}

static void take_name(struct netns_list *list, const char *directory, const char *name)
{
    struct strbuf path = {0};
    struct stat status;
    strbuf_put_string(&path, directory);
    strbuf_put_char(&path, '/');
    strbuf_put(&path, name, strlen(name) + 1);
    if (path.failed)
        list->trouble = ENOMEM;
    else if (namespaces_is_one(path.data) && !is_of_others(path.data) &&
             stat(path.data, &status) == 0 && is_wanted(list, (uint32_t)status.st_ino, false))
        add(list, (uint32_t)status.st_ino, false, path.data);
    strbuf_free(&path);
}

/* Where there is no such directory, there are no names. */
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

static bool walk_all(struct walk *walk, const char *named)
{
    struct netns_list *list = walk->list;
    strbuf_put_string(&walk->thread, "thread-self");
    read_namespace(walk);
    read_names(list, named);
    size_t sorted = list->count;
    read_mount_namespace(walk);
    bool whole = task_each_number(walk->directory, take_process, walk);
    if (list->count > sorted)
        qsort(list->places + sorted, list->count - sorted, sizeof(*list->places), compare_inodes);
    return whole;
}

bool netns_list_read(struct netns_list *list, const char *proc, const char *named,
                     struct error *error)
{
    struct walk walk = {.list = list, .proc = proc};
    walk.directory = open(proc, O_RDONLY | O_DIRECTORY | O_CLOEXEC);
    if (walk.directory < 0)
        return error_set_errno(error, errno, "network namespaces: cannot read %s", proc);
    bool whole = walk_all(&walk, named);
    int number = errno;
    close(walk.directory);
    strbuf_free(&walk.path);
    strbuf_free(&walk.thread);
    id_map_free(&list->known);
    id_map_free(&list->mounts_known);
    return whole || error_set_errno(error, number, "network namespaces: cannot read %s", proc);
}

void netns_list_free(struct netns_list *list)
{
    free(list->places);
    id_map_free(&list->known);
    id_map_free(&list->mounts_known);
    arena_free(&list->paths);
    *list = (struct netns_list){0};
}
