/* SPDX-License-Identifier: MIT */
#ifndef SOCKVIEW_ARRANGE_CHANGES_H
#define SOCKVIEW_ARRANGE_CHANGES_H

#include "arrange/known.h"
#include "sock_list.h"

/* The rows of an answer, to compare those of the next with (arrange_changes). Starts zeroed. */
struct changes {
    struct sock_list list;      /* those that are rows when they are gone */
    struct known_sockets known; /* all of them, in the same order */
    bool filled;                /* there was an answer */
};

/* Frees the rows. */
void changes_free(struct changes *changes);

#endif
