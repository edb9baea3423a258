/* SPDX-License-Identifier: MIT */
#include "util/thread.h"

#include <sched.h>
#include <signal.h>

/* In bytes. Only the part that is used takes memory. */
enum { STACK_SIZE = 256 * 1024 };

size_t thread_processors(void)
{
    cpu_set_t set;
    int count = sched_getaffinity(0, sizeof(set), &set) == 0 ? CPU_COUNT(&set) : 1;
    return count < 1 ? 1 : (size_t)count;
}

/* Blocks all signals while the thread is created, because it inherits the signal mask. */
static bool start_masked(pthread_t *thread, const pthread_attr_t *attributes,
                         void *(*work)(void *context), void *context)
{
    sigset_t all, before;
    sigfillset(&all);
    if (pthread_sigmask(SIG_SETMASK, &all, &before) != 0)
        return false;
    bool started = pthread_create(thread, attributes, work, context) == 0;
    pthread_sigmask(SIG_SETMASK, &before, NULL);
    return started;
}

bool thread_start(pthread_t *thread, void *(*work)(void *context), void *context)
{
    pthread_attr_t attributes;
    if (pthread_attr_init(&attributes) != 0)
        return false;
    pthread_attr_setstacksize(&attributes, STACK_SIZE);
    bool started = start_masked(thread, &attributes, work, context);
    pthread_attr_destroy(&attributes);
    return started;
}
