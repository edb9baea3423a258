/* SPDX-License-Identifier: MIT */
#ifndef SOCKVIEW_SOURCE_EVENTS_H
#define SOCKVIEW_SOURCE_EVENTS_H

#include "need.h"
#include "source/source.h"

struct events;

/* What the kernel never tells of a destroyed socket (HAVE_*, enum need):
 * inet_diag_handler_get_info() leaves zeros there, or leaves it out. */
#define EVENTS_LACK                                                                                \
    (HAVE_UID | HAVE_INODE | HAVE_MARK | HAVE_CGROUP | HAVE_TIMER | HAVE_TIMER_DETAIL | HAVE_TOS | \
     HAVE_TCLASS | HAVE_PRIORITY | HAVE_SHUTDOWN | HAVE_DROPS)
enum { EVENTS_LACK_NEEDS = NEED_MEMORY | NEED_TOS | NEED_SHUTDOWN };

/* What became of reading. */
enum events_result {
    EVENTS_READ,  /* a message was read: there may be more */
    EVENTS_EMPTY, /* there is none at present */
    EVENTS_ENDED, /* emit answered stop or error */
    EVENTS_FAILED,
};

/* What is missing of all that was read so far. */
struct events_report {
    uint64_t lost;      /* messages that found no room */
    bool lost_unknown;  /* there were such, and this kernel does not count them */
    uint64_t malformed; /* messages that could not be understood */
};

/* Opens a netlink socket on which the kernel can tell of sockets as they are destroyed, in this
 * thread's network namespace (sock_diag(7)). NULL with `error`. Freed with events_close. */
struct events *events_open(struct error *error);

/* Asks for the sockets of a table, which has a destroy_group. False with `error`. */
bool events_join(struct events *events, const struct socket_table *table, struct error *error);

/* Can be polled for input. */
int events_descriptor(const struct events *events);

/* Reads one message without waiting for it, and emits the sockets in it, with the time of reading.
 * `netns` is the inode of the namespace, 0 if unknown. */
enum events_result events_read(struct events *events, uint32_t netns, struct emitter emitter,
                               struct error *error);

/* What was missing up to now. */
const struct events_report *events_report(struct events *events);

/* Closes the socket; NULL is fine. */
void events_close(struct events *events);

/* Reads the body of one message (linux/inet_diag.h), from which table it is as well; any bytes are
 * survived. Exposed for tests. */
enum parse_result events_parse(const void *body, size_t length, struct sock *sock);

#endif
