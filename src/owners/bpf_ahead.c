/* SPDX-License-Identifier: MIT */
#include <pthread.h>
#include <stdatomic.h>
#include <stdlib.h>
#include <unistd.h>

#include "owners/bpf.h"
#include "owners/links.h"
#include "util/thread.h"

/* Wanted sockets from which on a second processor is worth while: the program then runs for some
 * milliseconds, and there are more sockets to come. */
enum { AHEAD_AFTER = 4096, READ_SIZE = 32 * 1024 };

/* What the program writes, read while the kernel is still asked for sockets. To load it takes as
 * long as to read some thousand sockets, so the thread does that too. */
struct owners_ahead {
    pthread_t thread;
    struct owners_bpf *bpf;
    atomic_bool stopped; /* nobody wants it any more */
    bool joined;         /* the thread has ended */
    bool whole;          /* it has read all */
    struct strbuf records;
};

static bool read_records(struct owners_ahead *ahead, int iterator)
{
    while (!atomic_load(&ahead->stopped)) {
        char *room = strbuf_reserve(&ahead->records, READ_SIZE);
        ssize_t length = room == NULL ? -1 : owners_bpf_read(iterator, room, READ_SIZE);
        if (length <= 0)
            return length == 0;
        ahead->records.length += (size_t)length;
    }
    return false;
}

static void *read_all(void *context)
{
    struct owners_ahead *ahead = context;
    if (ahead->bpf->files < 0)
        ahead->bpf->files = owners_bpf_link_files();
    int iterator = ahead->bpf->files < 0 ? -1 : owners_bpf_iterate(ahead->bpf->files);
    if (iterator < 0)
        return NULL;
    ahead->whole = read_records(ahead, iterator);
    close(iterator);
    return NULL;
}

static struct owners_ahead *start(struct owners_bpf *bpf)
{
    struct owners_ahead *ahead = calloc(1, sizeof(*ahead));
    if (ahead == NULL)
        return NULL;
    ahead->bpf = bpf;
    if (thread_start(&ahead->thread, read_all, ahead))
        return ahead;
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
        owners_bpf_prepare(owners, proc, &ignored))
        owners->bpf->ahead = start(owners->bpf);
    error_clear(&ignored);
}

bool owners_is_ahead(const struct owners *owners)
{
    return owners->bpf != NULL && owners->bpf->ahead != NULL;
}

void owners_ahead_wait(struct owners_bpf *bpf)
{
    if (bpf->ahead == NULL || bpf->ahead->joined)
        return;
    pthread_join(bpf->ahead->thread, NULL);
    bpf->ahead->joined = true;
}

bool owners_ahead_end(struct owners_bpf *bpf, struct strbuf *records)
{
    struct owners_ahead *ahead = bpf->ahead;
    if (ahead == NULL)
        return false;
    atomic_store(&ahead->stopped, records == NULL);
    owners_ahead_wait(bpf);
    bpf->ahead = NULL;
    bool whole = ahead->whole && records != NULL;
    if (whole)
        *records = ahead->records;
    else
        strbuf_free(&ahead->records);
    free(ahead);
    return whole;
}
