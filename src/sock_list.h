/* SPDX-License-Identifier: MIT */
#ifndef SOCKVIEW_SOCK_LIST_H
#define SOCKVIEW_SOCK_LIST_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "sock.h"

/* A list of copies of sockets, in the order of adding. A copy has only what differs from another
 * socket of the list, about 20 bytes for one without details. Starts zeroed. */
struct sock_list {
    struct sock_block **blocks; /* owned; the copies, in blocks */
    size_t block_count, block_capacity;
    size_t freed; /* blocks that are freed already (sock_list_free_before) */
    char *facts;  /* owned; those of the copy that was read last */
    size_t facts_capacity;
    size_t count;
    uint64_t last; /* place of the newest copy */
};

/* Adds a copy. False when out of memory. */
bool sock_list_add(struct sock_list *list, const struct sock *sock);

/* Fills `sock` from the copy at `place`, and moves `place` to the next one. The first has place 0.
 * `sock` borrows from the list: its facts until another copy is read or added, its name until
 * sock_list_free. False after the last copy. */
bool sock_list_next(const struct sock_list *list, uint64_t *place, struct sock *sock);

/* The same for one copy, whose place was `last` when it had been added, or comes from
 * sock_list_next. */
bool sock_list_get(const struct sock_list *list, uint64_t place, struct sock *sock);

/* Frees the copies before the one at `place`, as far as they fill whole blocks. */
void sock_list_free_before(struct sock_list *list, uint64_t place);

/* Frees all copies. */
void sock_list_free(struct sock_list *list);

#endif
