/* SPDX-License-Identifier: MIT */
#ifndef SOCKVIEW_SOCK_LIST_H
#define SOCKVIEW_SOCK_LIST_H

#include <stdbool.h>
#include <stddef.h>

#include "sock.h"

enum { SOCK_LIST_BLOCK = 512 };

/* Copies of sockets, kept in the order in which they were added. Starts zeroed. */
struct sock_list {
    struct sock **blocks; /* owned; each holds SOCK_LIST_BLOCK sockets */
    size_t block_count;
    size_t count;
};

/* Adds a copy. False when out of memory. */
bool sock_list_add(struct sock_list *list, const struct sock *sock);

/* The copy at a place below `count`. Valid until sock_list_free. */
static inline const struct sock *sock_list_at(const struct sock_list *list, size_t place)
{
    return &list->blocks[place / SOCK_LIST_BLOCK][place % SOCK_LIST_BLOCK];
}

/* Frees all copies. */
void sock_list_free(struct sock_list *list);

#endif
