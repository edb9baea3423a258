/* SPDX-License-Identifier: MIT */
#ifndef SOCKVIEW_SOCK_LIST_H
#define SOCKVIEW_SOCK_LIST_H

#include <stdbool.h>
#include <stddef.h>

#include "sock.h"
#include "util/arena.h"

struct sock_list_item;

/* A list of copies of sockets, in the order of adding. A copy stores only what differs from the one
 * before, and only known facts. Starts zeroed, except for `whole`. */
struct sock_list {
    bool whole; /* setting: store complete copies, for sock_list_get; takes more memory */
    struct arena arena;
    struct sock_list_item *first, *last;
    uint64_t last_words[offsetof(struct sock, facts) / sizeof(uint64_t)]; /* fixed part of the
                                                                           * newest socket */
    size_t count;
};

/* Adds a copy. False when out of memory. */
bool sock_list_add(struct sock_list *list, const struct sock *sock);

/* The newest copy, or NULL. Valid until sock_list_free. */
const struct sock_list_item *sock_list_last(const struct sock_list *list);

/* Fills `sock` from an item of a list with `whole`. It borrows from the list. */
void sock_list_get(const struct sock_list_item *item, struct sock *sock);

/* Returns the item after `item`; the first item for NULL; NULL after the last. Fills `sock` for it.
 * On entry, `sock` must hold the socket of `item`. It borrows from the list. */
const struct sock_list_item *sock_list_next(const struct sock_list *list,
                                            const struct sock_list_item *item, struct sock *sock);

/* Frees all copies. */
void sock_list_free(struct sock_list *list);

#endif
