/* SPDX-License-Identifier: MIT */
#ifndef SOCKVIEW_ARRANGE_CHANGES_H
#define SOCKVIEW_ARRANGE_CHANGES_H

#include "sock_list.h"

struct known_socket;

/* The rows of an answer, to compare those of the next with (arrange_changes). Starts zeroed. */
struct changes {
    struct sock_list list;
    struct known_socket *known; /* of those with a cookie, in its order; owned */
    size_t count, capacity;
    bool filled; /* there was an answer */
};

/* Frees the rows. */
void changes_free(struct changes *changes);

#endif
