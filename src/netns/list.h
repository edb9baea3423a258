/* SPDX-License-Identifier: MIT */
#ifndef SOCKVIEW_NETNS_LIST_H
#define SOCKVIEW_NETNS_LIST_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "util/arena.h"
#include "util/id_map.h"

/* A network namespace and a path to it. */
struct netns_place {
    uint32_t inode;       /* unique: all namespaces are on the kernel's one nsfs */
    const char *path;     /* to open; the list owns it */
    const char *obstacle; /* why the only path found is not to be opened, or NULL; a constant */
};

/* The network namespaces of the machine, each once. The one of this thread comes first, then those
 * with a name, sorted by name, then the others, sorted by inode. Starts zeroed. */
struct netns_list {
    struct netns_place *places; /* owned */
    size_t count, capacity;
    struct id_map index;       /* inode to a place in `places`, while the list is read */
    struct id_map mounts_read; /* mount namespaces whose mounts were read */
    struct arena paths;
    size_t unreadable; /* processes that may not be read, so namespaces may be missing */
    int trouble;       /* the errno of a failure, such as no memory: some may be missing */
};

/* Whether a path to the namespace is still needed. A path without an obstacle replaces one that has
 * an obstacle. */
bool netns_list_wants(struct netns_list *list, uint32_t inode, bool has_obstacle);

/* Adds a namespace, or replaces the path of one that is in the list. Copies the path. `obstacle` is
 * a constant, or NULL. When memory runs out, sets `trouble`. */
void netns_list_add(struct netns_list *list, uint32_t inode, const char *path,
                    const char *obstacle);

/* Frees the list and makes it empty again. */
void netns_list_free(struct netns_list *list);

#endif
