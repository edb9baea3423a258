/* SPDX-License-Identifier: MIT */
#ifndef SOCKVIEW_SOURCE_AUTOBOUND_H
#define SOCKVIEW_SOURCE_AUTOBOUND_H

#include "source/diag.h"
#include "util/id_map.h"

/* The sockets of one family whose port the kernel chose. It tells that of no socket: only a dump
 * with a program that leaves the others out shows it (INET_DIAG_BC_AUTO of linux/inet_diag.h). Of
 * accepted connections, whose port is their listener's, it says the same. Starts zeroed. */
struct autobound {
    struct id_map cookies; /* low half to high half */
    bool known;
};

/* Adds those of a table of `dump` (its emitter is not used). Where the kernel does not answer,
 * nothing is known any more. */
void autobound_learn(struct autobound *autobound, struct diag *diag, const struct dump *dump);

/* Puts into the record what is known of it; nothing when that is nothing. */
void autobound_tell(struct autobound *autobound, struct sock *sock);

/* Forgets everything and makes it zeroed again. */
void autobound_free(struct autobound *autobound);

#endif
