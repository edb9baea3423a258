/* SPDX-License-Identifier: MIT */
#ifndef SOCKVIEW_SOCK_LIST_H
#define SOCKVIEW_SOCK_LIST_H

#include <stdbool.h>
#include <stddef.h>

#include "sock.h"
#include "util/arena.h"

struct sock_list_item;

/* Copies of sockets, kept in the order in which they were added: what differs from the one before,
 * and only those facts that it has. Starts zeroed but for `whole`. */
struct sock_list {
    bool whole; /* each copy stands alone, for sock_list_get: it takes more memory */
    struct arena arena;
    struct sock_list_item *first, *last;
    uint64_t last_words[offsetof(struct sock, facts) / sizeof(uint64_t)]; /* of the newest socket */
    size_t count;
};

/* Adds a copy. False when out of memory. */
bool sock_list_add(struct sock_list *list, const struct sock *sock);

/* The newest copy, or NULL. Valid until sock_list_free. */
const struct sock_list_item *sock_list_last(const struct sock_list *list);

/* Fills `sock` from a copy of a list whose copies are whole; it borrows from the list. */
void sock_list_get(const struct sock_list_item *item, struct sock *sock);

/* The item after `item`, the first for NULL; NULL after the last. Makes the next socket of `sock`,
 * which must hold what the call for `item` left there; it borrows from the list. */
const struct sock_list_item *sock_list_next(const struct sock_list *list,
                                            const struct sock_list_item *item, struct sock *sock);

/* Frees all copies. */
void sock_list_free(struct sock_list *list);

#endif
