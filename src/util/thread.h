/* SPDX-License-Identifier: MIT */
#ifndef SOCKVIEW_UTIL_THREAD_H
#define SOCKVIEW_UTIL_THREAD_H

#include <pthread.h>
#include <stdbool.h>
#include <stddef.h>

/* How many processors this process may use; 1 where that is unknown. */
size_t thread_processors(void);

/* Starts a thread with a small stack. It takes no signals, which are left to the first thread. The
 * caller joins it. False when it could not be started. */
bool thread_start(pthread_t *thread, void *(*work)(void *context), void *context);

#endif
