/* SPDX-License-Identifier: MIT */
#ifndef SOCKVIEW_NETNS_TOUR_H
#define SOCKVIEW_NETNS_TOUR_H

#include <stdbool.h>
#include <stdint.h>

#include "netns/list.h"
#include "util/error.h"
#include "util/id_map.h"
#include "util/notes.h"

/* Which network namespaces are visited. Zeroed, it is only the one of this thread. */
struct netns_choice {
    const char *argument; /* of --net, or NULL; borrowed */
    bool all;             /* every one on the machine; `argument` is then NULL */
};

/* A namespace that a tour has entered. */
struct netns_stop {
    uint32_t inode; /* 0 when it is unknown; only that of our own can be */
    bool own;       /* it is the one in which the thread started */
};

/* Takes a thread through network namespaces. It must be the first thread of the process, because
 * /proc/net shows the namespace of that one. Nothing but its network namespace changes, so mounts,
 * /proc and the cgroup file system stay the same. Starts zeroed. */
struct netns_tour {
    struct netns_choice choice;
    struct netns_list list; /* when all are chosen */
    struct id_map seen;     /* inodes that were visited or given up */
    struct id_map failures; /* inode to how often it was listed and could not be reached */
    int home;               /* descriptor of our own namespace, when others are visited */
    uint32_t own;           /* its inode */
    int target;             /* descriptor of the chosen one */
    uint32_t target_inode;
    size_t refused;       /* how many could not be entered */
    struct error refusal; /* the reason for the first of them */
    bool started;
};

/* Prepares the tour. Afterwards it is known that the chosen namespaces can be found and that this
 * program may enter them and return. False with `error` otherwise; netns_tour_end is then not
 * needed. */
bool netns_tour_start(struct netns_tour *tour, struct netns_choice choice, struct error *error);

/* Enters each of the chosen namespaces in turn (netns_list has the order) and calls `visit` there,
 * until that returns false. The thread is then in its own namespace again. All namespaces that
 * cannot be entered become one note; those that have disappeared become none. False with `error`
 * when the thread cannot return. */
bool netns_tour_run(struct netns_tour *tour,
                    bool (*visit)(void *context, const struct netns_stop *stop), void *context,
                    struct notes *notes, struct error *error);

/* Frees what the tour holds. */
void netns_tour_end(struct netns_tour *tour);

#endif
