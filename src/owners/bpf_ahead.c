/* SPDX-License-Identifier: MIT */
#include "owners/bpf_ahead.h"

#include <pthread.h>
#include <stdatomic.h>
#include <stdlib.h>
#include <unistd.h>

#include "owners/bpf_program.h"
#include "util/thread.h"

/* In bytes. Beyond the second, which a million sockets do not reach, nothing is kept, and the scan
 * reads everything again, piece by piece. */
enum { READ_SIZE = 32 * 1024, KEPT_MOST = 32 * 1024 * 1024 };

struct bpf_ahead {
    pthread_t thread;
    int *link;
    atomic_bool stopped; /* the records are not needed any more */
    bool joined;         /* the thread has ended */
    bool whole;          /* it has read all records */
    struct strbuf records;
};

static bool read_records(struct bpf_ahead *ahead, int run)
{
    while (!atomic_load(&ahead->stopped) && ahead->records.length < KEPT_MOST) {
        char *room = strbuf_reserve(&ahead->records, READ_SIZE);
        ssize_t length = room == NULL ? -1 : bpf_program_read(run, room, READ_SIZE);
        if (length <= 0)
            return length == 0;
        ahead->records.length += (size_t)length;
    }
    return false;
}

static void *read_all(void *context)
{
    struct bpf_ahead *ahead = context;
    if (*ahead->link < 0)
        *ahead->link = bpf_program_link_files();
    int run = *ahead->link < 0 ? -1 : bpf_program_run(*ahead->link);
    if (run < 0)
        return NULL;
    ahead->whole = read_records(ahead, run);
    close(run);
    return NULL;
}

struct bpf_ahead *bpf_ahead_start(int *link)
{
    struct bpf_ahead *ahead = calloc(1, sizeof(*ahead));
    if (ahead == NULL)
        return NULL;
    ahead->link = link;
    if (thread_start(&ahead->thread, read_all, ahead))
        return ahead;
    free(ahead);
    return NULL;
}

void bpf_ahead_wait(struct bpf_ahead *ahead)
{
    if (!ahead->joined)
        pthread_join(ahead->thread, NULL);
    ahead->joined = true;
}

bool bpf_ahead_end(struct bpf_ahead *ahead, struct strbuf *records)
{
    atomic_store(&ahead->stopped, records == NULL);
    bpf_ahead_wait(ahead);
    bool taken = ahead->whole && records != NULL;
    if (taken)
        *records = ahead->records;
    else
        strbuf_free(&ahead->records);
    free(ahead);
    return taken;
}
