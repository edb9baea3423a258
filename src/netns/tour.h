/* SPDX-License-Identifier: MIT */
#ifndef SOCKVIEW_NETNS_TOUR_H
#define SOCKVIEW_NETNS_TOUR_H

#include <stdbool.h>
#include <stdint.h>

#include "netns/list.h"
#include "util/error.h"
#include "util/id_map.h"
#include "util/notes.h"

/* Which network namespaces are looked into; zeroed: only that of this thread. */
struct netns_choice {
    const char *argument; /* of --net, or NULL; borrowed */
    bool all;             /* every one on the machine, and then `argument` is NULL */
};

/* A namespace that a tour has come to; the thread is in it. */
struct netns_stop {
    uint32_t inode; /* 0 when it is unknown, which only our own can be */
    bool own;       /* it is that in which the thread began */
};

/* A thread's way through network namespaces. It must be the first thread of the process, because
 * that is whose namespace /proc/net shows. Nothing but its network namespace is ever changed, so
 * that mounts, /proc and the cgroup file system stay those of this program. Starts zeroed. */
struct netns_tour {
    struct netns_choice choice;
    struct netns_list list; /* when all are chosen */
    struct id_map seen;     /* inodes that were come to, or given up */
    struct id_map failures; /* inodes to how often they were listed and out of reach */
    int home;               /* descriptor of our own namespace, when it is to be left */
    uint32_t own;           /* its inode */
    int target;             /* descriptor of the chosen one */
    uint32_t target_inode;
    size_t refused;       /* could not be entered */
    struct error refusal; /* the reason of the first */
    bool started;
};

/* Prepares the tour: from here on it is known that the chosen namespaces can be found and that
 * this program may enter namespaces and come back. False with `error` otherwise, and then the tour
 * needs no netns_tour_end. */
bool netns_tour_start(struct netns_tour *tour, struct netns_choice choice, struct error *error);

/* Enters each of the chosen namespaces in turn (see netns_list for the order) and calls `look`
 * there, until that answers false; then the thread is in its own again. Those that cannot be
 * entered become one note, those that have gone meanwhile none. False with `error` when the thread
 * cannot come back. */
bool netns_tour_run(struct netns_tour *tour,
                    bool (*look)(void *context, const struct netns_stop *stop), void *context,
                    struct notes *notes, struct error *error);

/* Frees what the tour holds. */
void netns_tour_end(struct netns_tour *tour);

#endif
