/* SPDX-License-Identifier: MIT */
#ifndef SOCKVIEW_OWNERS_WALK_H
#define SOCKVIEW_OWNERS_WALK_H

#include <pthread.h>
#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "owners/crew.h"
#include "owners/links.h"
#include "util/error.h"

/* The walk through /proc/<pid>/fd; for the files of owners alone. */

/* How far a walk came. */
enum walk_result { WALK_FAILED, WALK_STOPPED, WALK_WHOLE };

/* Walks through `proc` and links what is found. It is stopped after about `most` descriptors;
 * with 0 it never is, and when there are many, more processors take part. Failed with `error`. */
enum walk_result owners_walk(struct owners *owners, const char *proc, size_t most,
                             struct error *error);

/* A process that is in the procfs. */
struct walk_process {
    uint32_t pid;
    bool hidden; /* a part of it may not be read */
};

/* A directory of descriptors that is being read, by several workers when it is long. */
struct walk_table {
    struct task task;
    struct walk_process *process;
    int directory;
    size_t readers;
    bool known; /* the task is in the owners, at `place` */
    uint32_t place;
    struct walk_table *next;
};

/* One walk. What several workers use is behind the lock, but for `wanted`, in which only the
 * values change, not what is where. */
struct walk {
    struct owners *owners;
    const char *path;
    int proc;
    struct walk_process *processes; /* owned */
    size_t count, capacity;
    size_t most;
    struct crew crew;
    pthread_mutex_t lock;
    pthread_cond_t changed;
    size_t next;             /* the process to be taken next */
    size_t busy;             /* workers that can still open tables */
    struct walk_table *open; /* tables in which there is more to read */
    bool stopped;            /* at `most` */
    bool late;               /* the walk through threads, for what was not found without it */
    uint32_t late_link;      /* the links from here on are of that walk */
    size_t unseen;           /* sockets that nobody was seen to hold, in that walk */
};

/* Takes the next process, or when there is none, a table that somebody else reads and that is not
 * at its end: then `process` is NULL. False when neither is left; waits until that is certain. */
bool walk_take(struct walk *walk, struct walk_process **process, struct walk_table **table);

/* Says that the process that was taken is done. */
void walk_process_done(struct walk *walk);

/* Opens the table of a task, for others to join. NULL with errno. */
struct walk_table *walk_open_table(struct walk *walk, const struct task *task,
                                   struct walk_process *process);

/* Says that this worker found the table at its end; the last one closes it. */
void walk_leave_table(struct walk *walk, struct walk_table *table);

/* One of those who walk. */
struct worker {
    struct walk *walk;
    bool leads;  /* and calls the others when there is much to do */
    size_t done; /* descriptors that it has read */
    struct walk_process *process;
    struct task task;
    struct walk_table *table; /* what it reads */
};

/* Counts what the worker read. False when the walk is to stop. */
bool walk_go_on(struct worker *worker, size_t descriptors);

/* Says for which errno a part of the worker's process was not read. */
void walk_note_trouble(struct worker *worker, int number);

/* Reads a table to its end, or as much of it as others leave, links what is wanted, and leaves
 * the table. */
void walk_read_table(struct worker *worker, struct walk_table *table);

#endif
