/* SPDX-License-Identifier: MIT */
#ifndef SOCKVIEW_SOURCE_AUTOBOUND_H
#define SOCKVIEW_SOURCE_AUTOBOUND_H

#include "source/diag.h"
#include "util/id_map.h"

/* The sockets of one family whose port the kernel chose. The kernel reports this for no socket.
 * Only a dump with a program that leaves out the others shows it (INET_DIAG_BC_AUTO in
 * linux/inet_diag.h). The kernel also counts accepted connections, whose port is that of their
 * listener. Starts zeroed. */
struct autobound {
    struct id_map cookies; /* the low half of a cookie to its high half */
    bool known;
};

/* Adds the sockets of the table of `dump`, whose emitter is not used. When the kernel does not
 * answer, everything becomes unknown. */
void autobound_learn(struct autobound *autobound, struct diag *diag, const struct dump *dump);

/* Sets `autobound` of a socket when it is known. */
void autobound_apply(struct autobound *autobound, struct sock *sock);

/* Frees everything and zeroes it. */
void autobound_free(struct autobound *autobound);

#endif
