/* SPDX-License-Identifier: MIT */
#ifndef SOCKVIEW_LOOKUP_OWNERS_LINKS_H
#define SOCKVIEW_LOOKUP_OWNERS_LINKS_H

#include "lookup/owners.h"

/* What the scan puts into struct owners; for owners.c and owners_scan.c alone. */

#define NO_LINK UINT32_MAX

/* One descriptor that refers to a wanted socket; the links of one socket form a list. */
struct owner_link {
    uint32_t next;
    uint32_t task; /* place in `tasks` */
    uint32_t descriptor;
};

/* A process, or one of its threads. */
struct owner_task {
    uint32_t pid;
    uint32_t thread;
    struct slice name; /* NULL data when the process went away before it was read */
    struct slice context;
};

/* Adds a task, to which the links that are added next belong. False when out of memory. */
bool owners_add_task(struct owners *owners, struct owner_task task);

/* Adds a link of the newest task to a socket: `head` is its value in `wanted`. False when out of
 * memory. */
bool owners_add_link(struct owners *owners, uint32_t *head, uint32_t descriptor);

/* How many wanted sockets have no link. */
size_t owners_count_unseen(const struct owners *owners);

#endif
