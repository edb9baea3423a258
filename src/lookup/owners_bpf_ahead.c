/* SPDX-License-Identifier: MIT */
#include <pthread.h>
#include <stdatomic.h>
#include <stdlib.h>
#include <unistd.h>

#include "lookup/owners_bpf.h"
#include "lookup/owners_links.h"
#include "util/thread.h"

/* Wanted sockets from which on a second processor is worth while: the program then runs for some
 * milliseconds, and there are more sockets to come. */
enum { AHEAD_AFTER = 4096, READ_SIZE = 32 * 1024 };

/* What the program writes, read while the kernel is still asked for sockets. */
struct owners_ahead {
    pthread_t thread;
    int iterator;
    atomic_bool stopped; /* nobody wants it any more */
    bool whole;          /* the thread has read it to its end */
    struct strbuf records;
};

static void *read_all(void *context)
{
    struct owners_ahead *ahead = context;
    while (!atomic_load(&ahead->stopped)) {
        char *room = strbuf_reserve(&ahead->records, READ_SIZE);
        ssize_t length = room == NULL ? -1 : owners_bpf_read(ahead->iterator, room, READ_SIZE);
        if (length <= 0) {
            ahead->whole = length == 0;
            break;
        }
        ahead->records.length += (size_t)length;
    }
    return NULL;
}

static struct owners_ahead *start(int link)
{
    struct owners_ahead *ahead = calloc(1, sizeof(*ahead));
    if (ahead == NULL)
        return NULL;
    ahead->iterator = owners_bpf_iterate(link);
    if (ahead->iterator >= 0 && thread_start(&ahead->thread, read_all, ahead))
        return ahead;
    if (ahead->iterator >= 0)
        close(ahead->iterator);
    free(ahead);
    return NULL;
}

void owners_read_ahead(struct owners *owners, const char *proc)
{
    struct error ignored = {0};
    if (owners->tried_ahead || owners->wanted.count < AHEAD_AFTER)
        return;
    owners->tried_ahead = true;
    if (owners->choice != OWNERS_PROC && !owners->with_threads && thread_processors() > 1 &&
        owners_bpf_load(owners, proc, &ignored))
        owners->bpf->ahead = start(owners->bpf->files);
    error_clear(&ignored);
}

bool owners_is_ahead(const struct owners *owners)
{
    return owners->bpf != NULL && owners->bpf->ahead != NULL;
}

bool owners_ahead_end(struct owners_bpf *bpf, struct strbuf *records)
{
    struct owners_ahead *ahead = bpf->ahead;
    if (ahead == NULL)
        return false;
    bpf->ahead = NULL;
    atomic_store(&ahead->stopped, records == NULL);
    pthread_join(ahead->thread, NULL);
    close(ahead->iterator);
    bool whole = ahead->whole && records != NULL;
    if (whole)
        *records = ahead->records;
    else
        strbuf_free(&ahead->records);
    free(ahead);
    return whole;
}
