/* SPDX-License-Identifier: MIT */
#ifndef SOCKVIEW_ARRANGE_KILL_H
#define SOCKVIEW_ARRANGE_KILL_H

#include "filter/filter.h"
#include "sock.h"

/* What is to be done with the sockets that match. */
enum kill_mode {
    KILL_NOTHING, /* -K was not given */
    KILL_DRY,     /* say which would be destroyed */
    KILL_ASK,     /* ask first */
    KILL_NOW,
};

/* How it is done; borrowed by the sink (arrange_kill). */
struct killer {
    enum kill_mode mode;
    void *context;
    /* Whether the socket is of a kind that can be destroyed. */
    bool (*can)(const struct sock *sock);
    /* Destroys it: 0, or an errno (destroyer_destroy). */
    int (*destroy)(void *context, const struct sock *sock);
    /* Whether so many may be destroyed. */
    bool (*confirm)(size_t count);
    /* Tells what there is to say of the answer before that is asked; or NULL. */
    void (*warn)(void *warned);
    void *warned;
    const struct filter *filter; /* what has to be certain (filter_is_sure); NULL: nothing */
    struct lookups *lookups;
    bool permitted;    /* as far as is known before it is tried */
    size_t *destroyed; /* becomes how many were; or NULL */
};

#endif
