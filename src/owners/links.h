/* SPDX-License-Identifier: MIT */
#ifndef SOCKVIEW_OWNERS_LINKS_H
#define SOCKVIEW_OWNERS_LINKS_H

#include "owners/owners.h"
#include "owners/task.h"
#include "owners/trouble.h"

/* The part of struct owners that a scan fills. Only the files of this folder use it. */

#define NO_LINK UINT32_MAX

/* Why a scan failed whose owners have `failed` set. */
#define OWNERS_NO_RESOURCES "owners: out of memory or of file descriptors"

/* One descriptor that refers to a wanted socket; the links of one socket form a list. */
struct owner_link {
    uint32_t next; /* place in `links`, or NO_LINK */
    uint32_t task; /* place in `tasks` */
    uint32_t descriptor;
};

/* A process, or one of its threads. */
struct owner_task {
    uint32_t pid;
    uint32_t thread;
    struct slice name; /* NULL data when the process ended before it was read */
    struct slice context;
    const struct process_details *details; /* or NULL */
    uint32_t reader; /* thread whose descriptors were read, or 0 for the process as a whole */
    uint32_t next;   /* place of another task with the same file table, or NO_LINK */
    bool nameless;   /* its name may not be read */
    bool withheld;   /* some of its details may not be read */
    bool counted;    /* as one that holds a wanted socket (owners_count_tasks) */
};

/* How many sockets ahead an entry of `wanted` is prefetched. */
enum { OWNERS_PREFETCHED = 16 };

/* Brings what belongs to two inodes into the processor's cache: of the first one where its links
 * begin, of the second one, which was the first some calls before, its first link. */
void owners_prefetch(struct owners *owners, uint32_t later, uint32_t next);

/* Counts the tasks that hold a wanted socket and whose names, or of whose details some, may not be
 * read. Others are in `tasks` too, because the scan has to know them. */
void owners_count_tasks(struct owners *owners, size_t *nameless, size_t *withheld);

/* Puts every announced inode into `wanted`. False when out of memory. */
bool owners_hash_all(struct owners *owners);

/* Adds a task with its name, and with its context when contexts are wanted. Without -T a thread is
 * added as its process. The name is read when `name` has NULL data; otherwise `name` is copied.
 * `place` becomes its place in `tasks`. `number` becomes the errno that kept the name from being
 * read, or 0. False when out of memory. */
bool owners_add_task(struct owners *owners, const struct task *task, struct slice name,
                     uint32_t *place, int *number);

/* Adds a link from a socket to the task at a place. `head` points to the value of the socket in
 * `wanted`. After OWNERS_MOST links it adds no more and sets `link_lost`. False when out of memory.
 */
bool owners_add_link(struct owners *owners, uint32_t *head, uint32_t task, uint32_t descriptor);

/* Notes that a task has the file table of another one, and so all of its links. */
void owners_share_links(struct owners *owners, uint32_t holder, uint32_t task);

/* Whether the newest link of a socket, the first of its list, is of this process and descriptor. A
 * thread with a file table of its own often has what its process has, too. */
bool owners_is_linked(const struct owners *owners, uint32_t head, uint32_t process,
                      uint32_t descriptor);

/* How many wanted sockets have no link. */
size_t owners_count_unseen(const struct owners *owners);

/* Frees the hash, the links, the tasks and their texts. */
void owners_free_links(struct owners *owners);

/* Drops everything that a scan found, so that another one can follow. */
void owners_forget(struct owners *owners);

#endif
