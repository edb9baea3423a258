/* SPDX-License-Identifier: MIT */
#ifndef SOCKVIEW_NETNS_LIST_H
#define SOCKVIEW_NETNS_LIST_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "util/arena.h"
#include "util/error.h"
#include "util/id_map.h"

/* A network namespace and one of the ways to it. */
struct netns_place {
    uint32_t inode;   /* of the kernel's one nsfs, so that no device is needed beside it */
    bool covered;     /* the only way found to it is a mount that another one covers */
    const char *path; /* to be opened: kept by the list */
};

/* The network namespaces of the machine, each once: that of this thread first, then those with a
 * name in the order of their names, then the others by inode. Starts zeroed. */
struct netns_list {
    struct netns_place *places; /* owned */
    size_t count, capacity;
    struct id_map index;       /* inode to a place in `places`, while it is read */
    struct id_map mounts_read; /* mount namespaces whose mounts were read */
    struct arena paths;
    size_t unreadable; /* processes that may not be looked into: there may be more namespaces */
    int trouble;       /* errno when memory or descriptors ran out: there may be more */
};

/* Finds the namespaces that are named by files in the directory `named` (usually
 * NAMESPACES_DIRECTORY), those that a thread in `proc` (usually "/proc") is in or that a process
 * there has open, and those that are mounted anywhere such a thread can see. What goes away
 * meanwhile is passed over. False with `error` when `proc` cannot be read or memory ran out. */
bool netns_list_read(struct netns_list *list, const char *proc, const char *named,
                     struct error *error);

/* Frees the list and makes it empty again. */
void netns_list_free(struct netns_list *list);

#endif
