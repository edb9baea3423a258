/* SPDX-License-Identifier: MIT */
#ifndef SOCKVIEW_NETNS_LIST_H
#define SOCKVIEW_NETNS_LIST_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "util/arena.h"
#include "util/error.h"
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

/* Finds the namespaces that have a file in the directory `named` (usually NAMESPACES_DIRECTORY),
 * those that a thread in `proc` (usually "/proc") is in, those that a process there has open, and
 * those mounted anywhere that such a thread can see. Skips what goes away during the search. False
 * with `error` when `proc` cannot be read. */
bool netns_list_read(struct netns_list *list, const char *proc, const char *named,
                     struct error *error);

/* Frees the list and makes it empty again. */
void netns_list_free(struct netns_list *list);

#endif
