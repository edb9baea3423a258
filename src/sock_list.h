/* SPDX-License-Identifier: MIT */
#ifndef SOCKVIEW_SOCK_LIST_H
#define SOCKVIEW_SOCK_LIST_H

#include <stdbool.h>
#include <stddef.h>

#include "sock.h"
#include "util/arena.h"

struct sock_list_item;

/* Copies of sockets, kept in the order in which they were added: what differs from the one before,
 * and only those facts that it has. Starts zeroed. */
struct sock_list {
    struct arena arena;
    struct sock_list_item *first, *last;
    uint64_t last_words[offsetof(struct sock, facts) / sizeof(uint64_t)]; /* of the newest socket */
    size_t count;
};

/* Adds a copy. False when out of memory. */
bool sock_list_add(struct sock_list *list, const struct sock *sock);

/* The item behind `item`, the first for NULL; NULL behind the last. Makes of `sock`, in which is
 * what the call for `item` left, the next one; it borrows from the list. */
const struct sock_list_item *sock_list_next(const struct sock_list *list,
                                            const struct sock_list_item *item, struct sock *sock);

/* Frees all copies. */
void sock_list_free(struct sock_list *list);

#endif
