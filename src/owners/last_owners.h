/* SPDX-License-Identifier: MIT */
#ifndef SOCKVIEW_OWNERS_LAST_OWNERS_H
#define SOCKVIEW_OWNERS_LAST_OWNERS_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "util/arena.h"
#include "value/value.h"

/* Who held which socket when that was last looked at, by cookie: for sockets that are destroyed,
 * of which the kernel tells no file. Filled as a whole again and again; what was known the time
 * before is kept until the next time, for sockets that went in between. Filled once more without a
 * beginning, it keeps all that it knows. Starts zeroed. */
struct last_owners {
    struct last_owners_round {
        struct last_owner *slots; /* a hash by cookie; owned */
        size_t capacity;          /* 0 or a power of two */
        size_t count;
        struct arena arena; /* the processes and their texts */
    } newest, before;
    bool filled; /* at least once */
};

/* Begins to fill it anew. */
void last_owners_begin(struct last_owners *owners);

/* Adds the holders of a socket, which are copied, but when they are known already. False when out
 * of memory. */
bool last_owners_add(struct last_owners *owners, uint64_t cookie, const struct process *items,
                     size_t count);

/* The last known holders of a socket, NULL and 0 when there are none. Valid until it is filled
 * anew. */
const struct process *last_owners_find(const struct last_owners *owners, uint64_t cookie,
                                       size_t *count);

/* Frees everything. */
void last_owners_free(struct last_owners *owners);

#endif
