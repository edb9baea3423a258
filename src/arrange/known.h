/* SPDX-License-Identifier: MIT */
#ifndef SOCKVIEW_ARRANGE_KNOWN_H
#define SOCKVIEW_ARRANGE_KNOWN_H

#include "sock.h"

/* The sockets of an answer by their cookies, to compare those of the next answer with. */

/* The values of a socket that are compared. */
struct known_socket {
    uint64_t cookie;
    uint32_t netns; /* older kernels count cookies in each network namespace */
    uint32_t recv_q, send_q;
    uint8_t state;
    bool seen;   /* the answer after has it too */
    bool copied; /* there is a copy of it, for when it is gone */
};

/* A socket in the order of cookies. */
struct known_place {
    uint64_t cookie;
    uint32_t netns, place;
};

/* Starts zeroed. */
struct known_sockets {
    struct known_socket *items; /* owned; in the order of adding */
    size_t count, capacity;
    struct known_place *index; /* owned; made by the first search for one that is not the next */
    size_t next;               /* the item that is probably looked for next */
    size_t seen;               /* items that are */
};

/* Adds a socket. False when out of memory. */
bool known_add(struct known_sockets *known, const struct sock *sock, bool copied);

/* Finds a socket, and notes that it is seen. `found` is NULL when it is not there; else it is valid
 * until known_add. The kernel lists sockets in the same order each time, so most are found where
 * the one before was. False when out of memory. */
bool known_find(struct known_sockets *known, const struct sock *sock,
                const struct known_socket **found);

/* Whether the item at a place, and each with the same cookie, was not seen. False with `failed`
 * when out of memory. */
bool known_is_gone(struct known_sockets *known, size_t place, bool *failed);

/* Frees the items. */
void known_free(struct known_sockets *known);

#endif
