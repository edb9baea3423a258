/* SPDX-License-Identifier: MIT */
#ifndef SOCKVIEW_RUN_LIVE_H
#define SOCKVIEW_RUN_LIVE_H

#include "run/live_words.h"
#include "sock.h"
#include "util/clock.h"
#include "util/tally.h"

/* What live words are made of; for the files live*.c alone. */

/* What was seen of one kind of words. The texts in `seen` are as printed; only the id of a control
 * group is stored as its bytes. */
struct live {
    enum live_kind kind;
    uint64_t deadline; /* clock_steady(): reading stops then */
    bool stopped;      /* reading was stopped by the deadline */
    struct tally seen;
    struct id_map listeners; /* inode of a listener to its place in `seen` */
    uint32_t netns;          /* inode of the network namespace, 0 if unknown */
    size_t unnamed;          /* how many of `listeners` have no program yet */
    struct arena texts;      /* notes of `seen` */
};

/* The count of a listener, so large that listeners come before what has only connections. */
#define LIVE_LISTENER UINT64_C(1000000)

/* Whether there is time left. Once it is false, it stays so. */
static inline bool live_has_time(struct live *live)
{
    live->stopped = live->stopped || clock_steady() >= live->deadline;
    return !live->stopped;
}

/* Counts sockets in the states: all that are asked for in the network namespace of this thread. */
void live_read_sockets(struct live *live, uint32_t states);

/* Whether processes that hold sockets are counted, by one of their properties. */
static inline bool live_counts_processes(const struct live *live)
{
    return live->kind >= LIVE_PROCESSES && live->kind <= LIVE_PROCESS_CGROUPS;
}

/* Looks at the descriptors of each process: counts the processes that hold sockets, or else notes
 * the programs of the listeners. */
void live_read_processes(struct live *live);

/* Words that are read from a list, and not counted. */
void live_list_processes(live_take *take, void *context, struct live *live);
void live_list_devices(live_take *take, void *context);
void live_list_namespaces(live_take *take, void *context);
void live_list_services(live_take *take, void *context);

#endif
