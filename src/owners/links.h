/* SPDX-License-Identifier: MIT */
#ifndef SOCKVIEW_OWNERS_LINKS_H
#define SOCKVIEW_OWNERS_LINKS_H

#include "owners/owners.h"
#include "owners/task.h"

/* What a scan puts into struct owners; for the files of owners alone. */

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

/* Entries of a map that are begun to be fetched before they are needed. */
enum { OWNERS_FETCHED = 16 };

/* Puts every announced inode into `wanted`. False when out of memory. */
bool owners_hash_all(struct owners *owners);

/* Adds a task with its name and, when they are wanted, its context; without -T a thread is added
 * as its process. `place` becomes its place in `tasks`. `trouble` becomes the errno for which the
 * name could not be read, or 0. False when out of memory. */
bool owners_add_task(struct owners *owners, const struct task *task, uint32_t *place, int *trouble);

/* Adds a link of the task at a place to a socket: `head` is its value in `wanted`. False when out
 * of memory. */
bool owners_add_link(struct owners *owners, uint32_t *head, uint32_t task, uint32_t descriptor);

/* How many wanted sockets have no link. */
size_t owners_count_unseen(const struct owners *owners);

/* Forgets all that a scan found, for another one. */
void owners_forget(struct owners *owners);

#endif
