/* SPDX-License-Identifier: MIT */
#ifndef SOCKVIEW_SOURCE_DIAG_H
#define SOCKVIEW_SOURCE_DIAG_H

#include "source/source.h"
#include "util/id_map.h"

struct diag;

/* Opens a netlink socket to sock_diag (sock_diag(7)). NULL with `error`. Free it with
 * diag_close. */
struct diag *diag_open(struct error *error);

/* Closes the socket. NULL is allowed. */
void diag_close(struct diag *diag);

/* The inode of the netlink socket itself (as sock->inode), 0 when it is not open. */
uint32_t diag_inode(const struct diag *diag);

/* Dumps one table and emits each socket as it arrives, in constant memory. An interrupted dump is
 * repeated if nothing was emitted yet; otherwise the report says that it was interrupted. */
void diag_dump(struct diag *diag, const struct dump *dump, struct dump_report *report);

/* The source that reads sock_diag. Its handle is a struct diag. */
extern const struct source source_netlink;

/* The state of reading the answer to one request. For diag_consume. */
struct diag_answer {
    const struct dump *dump;
    uint32_t sequence;    /* sequence number of the request; messages with another one are
                           * ignored */
    uint32_t port;        /* port of our socket; messages to another one are ignored */
    bool whole;           /* the kernel sent the end of the dump */
    bool ended;           /* no more is read: the end, an error, or emit ended it */
    struct id_map *seen;  /* cookies of sockets not to show again, the low half to the high half; or
                           * NULL */
    uint32_t late_states; /* sockets in these states that are not in `seen` lost their details */
    bool remembers;       /* adds the sockets that it shows to `seen` */
};

/* Reads one received datagram. Its bytes may be anything. An error goes into the report and ends
 * the answer. Public for tests and fuzzing. */
void diag_consume(struct diag_answer *answer, void *data, size_t length,
                  struct dump_report *report);

#endif
