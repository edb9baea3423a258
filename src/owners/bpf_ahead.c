/* SPDX-License-Identifier: MIT */
#include "owners/bpf_ahead.h"

#include <pthread.h>
#include <stdatomic.h>
#include <stdlib.h>

#include "owners/bpf.h"
#include "owners/bpf_program.h"
#include "owners/links.h"
#include "util/thread.h"

/* A million sockets do not reach it. Beyond it nothing is kept, because most of the sockets may be
 * of no interest, and the scan reads everything again for those that are. */
enum { LINKS_MOST = 1536 * 1024 };

struct bpf_ahead {
    pthread_t thread;
    int *link;
    bool is_below;
    const char *proc;
    atomic_bool stopped; /* nothing is needed any more */
    atomic_bool done;    /* the thread needs no more time */
    bool joined;         /* the thread has ended */
    bool whole;          /* it has read everything */
    struct owners found;
};

static void *read_all(void *context)
{
    struct bpf_ahead *ahead = context;
    if (*ahead->link < 0)
        *ahead->link = bpf_program_link_files(ahead->is_below);
    ahead->whole = *ahead->link >= 0 &&
                   owners_bpf_find_all(&ahead->found, *ahead->link, ahead->proc, &ahead->stopped);
    atomic_store(&ahead->done, true);
    return NULL;
}

struct bpf_ahead *bpf_ahead_start(const struct owners *owners, const char *proc)
{
    struct bpf_ahead *ahead = calloc(1, sizeof(*ahead));
    if (ahead == NULL)
        return NULL;
    ahead->link = &owners->bpf->files;
    ahead->is_below = owners->bpf->is_below;
    ahead->proc = proc;
    ahead->found = (struct owners){
        .with_contexts = owners->with_contexts,
        .needs = owners->needs,
        .link_most = LINKS_MOST,
    };
    if (thread_start(&ahead->thread, read_all, ahead))
        return ahead;
    free(ahead);
    return NULL;
}

bool bpf_ahead_is_done(const struct bpf_ahead *ahead)
{
    return atomic_load(&ahead->done);
}

void bpf_ahead_wait(struct bpf_ahead *ahead)
{
    if (!ahead->joined)
        pthread_join(ahead->thread, NULL);
    ahead->joined = true;
}

bool bpf_ahead_end(struct bpf_ahead *ahead, struct owners *found)
{
    atomic_store(&ahead->stopped, found == NULL);
    bpf_ahead_wait(ahead);
    bool taken = ahead->whole && found != NULL;
    if (taken)
        *found = ahead->found;
    else
        owners_free_links(&ahead->found);
    free(ahead);
    return taken;
}
