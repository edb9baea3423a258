/* SPDX-License-Identifier: MIT */
#include "netns/find.h"

#include <errno.h>
#include <fcntl.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include "netns/mounted.h"
#include "netns/open.h"
#include "owners/task.h"
#include "util/directory.h"
#include "util/file.h"
#include "util/number.h"
#include "util/trouble.h"

static void read_namespace(struct netns_search *search)
{
    uint32_t inode;
    const char *path = NULL;
    if (netns_search_read_own(search, "/ns/net", "net", &inode) &&
        netns_list_wants(search->list, inode, false))
        path = netns_search_path(search, "/ns/net", true);
    if (path != NULL)
        netns_list_add(search->list, inode, path, NULL);
}

/* Reads the mounts that the thread sees, once for each mount namespace. */
static void read_mount_namespace(struct netns_search *search)
{
    uint32_t inode;
    if (!netns_search_read_own(search, "/ns/mnt", "mnt", &inode) ||
        id_map_find(&search->list->mounts_read, inode) != NULL)
        return;
    if (id_map_insert(&search->list->mounts_read, inode, 0) == NULL)
        search->list->trouble = ENOMEM;
    netns_search_mounts(search);
}

/* Sets `thread` to an entry of a directory of the process. */
static void name_entry(struct netns_search *search, uint32_t number)
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
    struct netns_search *search = context;
    (void)name;
    name_entry(search, thread);
    read_namespace(search);
    read_mount_namespace(search);
    return true;
}

static bool take_descriptor(void *context, const char *name, uint32_t descriptor)
{
    struct netns_search *search = context;
    uint32_t inode;
    if (!netns_search_read_link(search, search->entries, name, "net", &inode) ||
        !netns_list_wants(search->list, inode, false))
        return true;
    name_entry(search, descriptor);
    const char *path = netns_search_path(search, "", true);
    if (path != NULL)
        netns_list_add(search->list, inode, path, NULL);
    return true;
}

/* Calls `each` for the numbers in a directory of the process. */
static void read_directory(struct netns_search *search, const char *within,
                           bool (*each)(void *context, const char *name, uint32_t number))
{
    struct task process = {search->directory, search->process, 0};
    search->within = within;
    search->entries = task_open(&process, within, O_DIRECTORY);
    if (search->entries < 0 || !task_each_number(search->entries, each, search))
        netns_search_fail(search, errno);
    if (search->entries >= 0)
        close(search->entries);
}

static bool take_process(void *context, const char *name, uint32_t pid)
{
    struct netns_search *search = context;
    (void)name;
    search->process = pid;
    search->hidden = false;
    read_directory(search, "task", take_thread);
    read_directory(search, "fd", take_descriptor);
    search->list->unreadable += search->hidden;
    return true;
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
    if (file >= 0 && netns_list_wants(list, inode, false))
        netns_list_add(list, inode, path.data, NULL);
    if (file >= 0)
        close(file);
    error_clear(&reason);
    strbuf_free(&path);
}

/* A directory that does not exist has no names, so that is no failure. */
static void read_names(struct netns_list *list, const char *directory)
{
    struct dirent **entries = NULL;
    int count = directory_list(directory, &entries);
    if (count < 0 && errno == ENOMEM)
        list->trouble = ENOMEM;
    for (int i = 0; i < count; i++) {
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

static bool search_all(struct netns_search *search, const char *named)
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

bool netns_find_all(struct netns_list *list, const char *proc, const char *named,
                    struct error *error)
{
    struct netns_search search = {.list = list, .proc = proc};
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
