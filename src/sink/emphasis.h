/* SPDX-License-Identifier: MIT */
#ifndef SOCKVIEW_SINK_EMPHASIS_H
#define SOCKVIEW_SINK_EMPHASIS_H

#include <stdbool.h>

#include "sock.h"

/* How a cell stands out on a screen. */
struct emphasis {
    const char *code; /* an SGR sequence, or NULL: it is not painted */
    bool sign;        /* `!` before the cell, which stays without colours */
};

/* How the cell of a column (its name) stands out for what the socket is; the state itself is
 * painted by its own colour. */
struct emphasis emphasis_of_cell(const struct sock *sock, const char *column);

/* The SGR sequence for a whole row, or NULL. Sockets that are over are dim. */
const char *emphasis_of_row(const struct sock *sock);

#endif
