/* SPDX-License-Identifier: MIT */
#ifndef SOCKVIEW_OWNERS_CREW_H
#define SOCKVIEW_OWNERS_CREW_H

#include <pthread.h>
#include <stddef.h>

/* With more threads than this, those that read the same directories only wait for each other in the
 * kernel. */
enum { CREW_MOST = 8 };

/* Threads that do the same work as the calling one: each takes pieces of it until none is left.
 * Starts zeroed. */
struct crew {
    pthread_t threads[CREW_MOST - 1];
    size_t count;
};

/* Starts one more thread for every other processor that this process may use, and calls `work` in
 * each. It may start none, so the caller must do the work too. The threads have small stacks and
 * take no signals. */
void crew_start(struct crew *crew, void *(*work)(void *context), void *context);

/* Waits until all of them have returned. The crew is then empty again. */
void crew_join(struct crew *crew);

#endif
