/* SPDX-License-Identifier: MIT */
#include "owners/crew.h"

#include "util/thread.h"

void crew_start(struct crew *crew, void *(*work)(void *context), void *context)
{
    size_t processors = thread_processors();
    size_t wanted = processors > CREW_MOST ? CREW_MOST - 1 : processors - 1;
    while (crew->count < wanted && thread_start(&crew->threads[crew->count], work, context))
        crew->count++;
}

void crew_join(struct crew *crew)
{
    for (size_t i = 0; i < crew->count; i++)
        pthread_join(crew->threads[i], NULL);
    crew->count = 0;
}
