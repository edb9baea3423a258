/* SPDX-License-Identifier: MIT */
#ifndef SOCKVIEW_SOURCE_DIAG_H
#define SOCKVIEW_SOURCE_DIAG_H

#include "source/source.h"
#include "util/id_map.h"

struct diag;

/* Opens a netlink socket to sock_diag (sock_diag(7)). NULL with `error` when that is not
 * possible. Freed with diag_close. */
struct diag *diag_open(struct error *error);

/* Closes the socket; NULL is fine. */
void diag_close(struct diag *diag);

/* The inode of the socket (as sock->inode), 0 when there is none. */
uint32_t diag_inode(const struct diag *diag);

/* Asks for one table and emits each socket as it comes, in constant memory. An interrupted dump
 * is repeated while nothing of it was emitted, and reported otherwise. */
void diag_dump(struct diag *diag, const struct dump *dump, struct dump_report *report);

/* sock_diag as a source; its handle is a struct diag. */
extern const struct source source_netlink;

/* Where the answers to one request stand; for diag_consume. */
struct diag_answer {
    const struct dump *dump;
    uint32_t sequence;    /* of the request: messages with another are not for it */
    uint32_t port;        /* of our socket: the same */
    bool whole;           /* the kernel has said that the dump ends */
    bool ended;           /* the last message was seen, or an error, or emit ended it */
    struct id_map *seen;  /* cookies not to be shown again: the low half to the high one; or NULL */
    uint32_t late_states; /* in these, what was not seen before lost its details */
    bool remembers;       /* adds to them what it shows */
};

/* Reads one received datagram: any bytes are survived. Errors are put into the report and end
 * the answer. Exposed for tests and fuzzing. */
void diag_consume(struct diag_answer *answer, const void *data, size_t length,
                  struct dump_report *report);

#endif
