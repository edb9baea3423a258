/* SPDX-License-Identifier: MIT */
#ifndef SOCKVIEW_OWNERS_LAST_OWNERS_H
#define SOCKVIEW_OWNERS_LAST_OWNERS_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "util/arena.h"
#include "value/value.h"

/* The last known owners of sockets, by cookie. They are for events about destroyed sockets, because
 * the kernel does not say which files referred to those, and with -c for sockets that are gone. It
 * is filled in rounds. The round before the newest one is kept, for sockets that were closed
 * between the two. Owners that are added without last_owners_begin join the newest round. Starts
 * zeroed. */
struct last_owners {
    struct last_owners_round {
        struct last_owner *slots; /* a hash by cookie; owned */
        size_t capacity;          /* 0 or a power of two */
        size_t count;
        struct arena arena; /* the processes and their texts */
    } newest, before;
    bool filled; /* at least once */
};

/* Begins a new round. */
void last_owners_begin(struct last_owners *owners);

/* Adds copies of the owners of a socket to the newest round, unless it has the same ones already.
 * False when out of memory. */
bool last_owners_add(struct last_owners *owners, uint64_t cookie, const struct process *items,
                     size_t count);

/* The last known owners of a socket, or NULL and a `count` of 0 when there are none. Valid until
 * the next last_owners_begin. */
const struct process *last_owners_find(const struct last_owners *owners, uint64_t cookie,
                                       size_t *count);

/* Frees everything. */
void last_owners_free(struct last_owners *owners);

#endif
