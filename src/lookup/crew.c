/* SPDX-License-Identifier: MIT */
#include "lookup/crew.h"

#include <sched.h>
#include <signal.h>

/* Only what is touched of it costs memory. */
enum { STACK_SIZE = 256 * 1024 };

static size_t other_processors(void)
{
    cpu_set_t set;
    if (sched_getaffinity(0, sizeof(set), &set) != 0)
        return 0;
    size_t count = (size_t)CPU_COUNT(&set);
    return count > CREW_MOST ? CREW_MOST - 1 : count - 1;
}

static void start_threads(struct crew *crew, const pthread_attr_t *attributes,
                          void *(*work)(void *context), void *context)
{
    size_t wanted = other_processors();
    while (crew->count < wanted &&
           pthread_create(&crew->threads[crew->count], attributes, work, context) == 0)
        crew->count++;
}

void crew_start(struct crew *crew, void *(*work)(void *context), void *context)
{
    pthread_attr_t attributes;
    sigset_t all, before;
    if (pthread_attr_init(&attributes) != 0)
        return;
    pthread_attr_setstacksize(&attributes, STACK_SIZE);
    sigfillset(&all);
    /* A thread starts with the mask of its creator. */
    if (pthread_sigmask(SIG_SETMASK, &all, &before) == 0) {
        start_threads(crew, &attributes, work, context);
        pthread_sigmask(SIG_SETMASK, &before, NULL);
    }
    pthread_attr_destroy(&attributes);
}

void crew_join(struct crew *crew)
{
    for (size_t i = 0; i < crew->count; i++)
        pthread_join(crew->threads[i], NULL);
    crew->count = 0;
}
