/* SPDX-License-Identifier: MIT */
#ifndef SOCKVIEW_OWNERS_CREW_H
#define SOCKVIEW_OWNERS_CREW_H

#include <pthread.h>
#include <stddef.h>

/* Beyond this many, threads that ask the kernel about the same directories wait for each other. */
enum { CREW_MOST = 8 };

/* Threads beside the calling one that do the same work: each takes pieces of it until none is
 * left. Starts zeroed. */
struct crew {
    pthread_t threads[CREW_MOST - 1];
    size_t count;
};

/* Calls `work` in one more thread for every other processor that this process may use. It may
 * well start none, so the caller does the work too. Their stacks are small, and
 * signals are left to the other threads. */
void crew_start(struct crew *crew, void *(*work)(void *context), void *context);

/* Waits for all of them to return; the crew is empty again. */
void crew_join(struct crew *crew);

#endif
