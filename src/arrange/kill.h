/* SPDX-License-Identifier: MIT */
#ifndef SOCKVIEW_ARRANGE_KILL_H
#define SOCKVIEW_ARRANGE_KILL_H

#include "filter/filter.h"
#include "sock.h"
#include "sock_list.h"
#include "util/notes.h"

/* What happens to the sockets that match. */
enum kill_mode {
    KILL_NOTHING, /* -K was not given */
    KILL_DRY,     /* only list the sockets that would be destroyed */
    KILL_ASK,     /* ask first */
    KILL_NOW,
};

/* How it is done; borrowed by the sink (arrange_kill). */
struct killer {
    enum kill_mode mode;
    void *context;
    /* Whether the socket is of a kind that can be destroyed. */
    bool (*can)(const struct sock *sock);
    /* Destroys the socket. Returns 0 or an errno (destroyer_destroy). */
    int (*destroy)(void *context, const struct sock *sock);
    /* Asks whether so many sockets may be destroyed. */
    bool (*confirm)(size_t count);
    /* Shows the warnings about the answer before `confirm` asks; or NULL. */
    void (*warn)(void *warned);
    void *warned;                /* for warn, preview, refresh and check */
    const struct filter *filter; /* the filter that a socket must certainly match (filter_is_sure);
                                  * NULL: none */
    struct lookups *lookups;
    bool permitted;    /* whether destroying is permitted, as far as is known in advance */
    size_t *destroyed; /* receives the number of destroyed sockets; or NULL */
    /* Shows one of the first sockets before `confirm` asks; or NULL. `left` is the number of
     * sockets that are not shown, given with the last one that is; else 0. */
    void (*preview)(void *warned, const struct sock *sock, size_t left);
    /* Looks up again what `check` needs of these sockets and the kernel does not tell of one: their
     * owners. Called once, after the question and just before the first is destroyed. What fails
     * becomes a note. NULL: nothing is looked up again. */
    void (*refresh)(void *warned, const struct sock_list *sockets, struct notes *notes);
    /* Reads the socket again, just before it is destroyed. Returns 0, ECANCELED when it does not
     * certainly match any more, or the errno of the lookup. NULL: nothing is read again. */
    int (*check)(void *warned, void *context, const struct sock *sock);
};

#endif
