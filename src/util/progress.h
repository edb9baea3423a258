/* SPDX-License-Identifier: MIT */
#ifndef SOCKVIEW_UTIL_PROGRESS_H
#define SOCKVIEW_UTIL_PROGRESS_H

#include <pthread.h>
#include <stdatomic.h>
#include <stdbool.h>
#include <stddef.h>

/* One line on a terminal that says how far the work is. A thread draws it when the work has taken a
 * second. Starts zeroed. */
struct progress {
    atomic_size_t sockets;   /* that were read */
    atomic_size_t processes; /* the same */
    int descriptor;          /* of the terminal */
    pthread_t thread;
    pthread_mutex_t lock;
    pthread_cond_t changed;
    bool started;
    bool ended; /* under the lock */
    bool drawn; /* the line is on the terminal; the thread's own while it runs */
};

/* Starts the thread. Nothing is ever shown when that fails. */
void progress_start(struct progress *progress, int descriptor);

/* Counts what was read; NULL does not count. */
static inline void progress_add_sockets(struct progress *progress, size_t count)
{
    if (progress != NULL)
        atomic_fetch_add_explicit(&progress->sockets, count, memory_order_relaxed);
}

static inline void progress_add_processes(struct progress *progress, size_t count)
{
    if (progress != NULL)
        atomic_fetch_add_explicit(&progress->processes, count, memory_order_relaxed);
}

/* To be called before anything else is written to the terminal: removes the line for ever. Does
 * nothing for NULL, and the second time. */
void progress_end(struct progress *progress);

#endif
