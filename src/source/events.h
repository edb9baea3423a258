/* SPDX-License-Identifier: MIT */
#ifndef SOCKVIEW_SOURCE_EVENTS_H
#define SOCKVIEW_SOURCE_EVENTS_H

#include "need.h"
#include "source/source.h"

struct events;

/* What the kernel never reports for a destroyed socket (HAVE_*, enum need).
 * inet_diag_handler_get_info() leaves these fields zero or omits them. */
#define EVENTS_LACK                                                                                \
    (HAVE_UID | HAVE_INODE | HAVE_MARK | HAVE_CGROUP | HAVE_TIMER | HAVE_TIMER_DETAIL | HAVE_TOS | \
     HAVE_TCLASS | HAVE_PRIORITY | HAVE_SHUTDOWN | HAVE_DROPS)
enum { EVENTS_LACK_NEEDS = NEED_MEMORY | NEED_TOS | NEED_SHUTDOWN | NEED_LOOK_BEFORE | NEED_PEERS };

/* The result of reading. */
enum events_result {
    EVENTS_READ,  /* messages were read: there may be more */
    EVENTS_EMPTY, /* there is no message at present */
    EVENTS_ENDED, /* emit answered stop or error */
    EVENTS_FAILED,
};

/* What is missing from the events read so far. */
struct events_report {
    uint64_t lost;      /* messages that the kernel dropped because the queue was full */
    bool lost_unknown;  /* messages were lost, but this kernel does not count them */
    uint64_t malformed; /* messages that could not be understood */
};

/* Opens a netlink socket on which the kernel reports sockets of this thread's network namespace
 * when they are destroyed (sock_diag(7)). NULL with `error`. Free it with events_close. */
struct events *events_open(struct error *error);

/* Subscribes to the destroyed sockets of a table, which must have a destroy_group. False with
 * `error`. */
bool events_join(struct events *events, const struct socket_table *table, struct error *error);

/* The descriptor, to poll for input. */
int events_descriptor(const struct events *events);

/* Whether the queue has room for the events of some milliseconds, so that they may be read late. */
bool events_can_wait(const struct events *events);

/* Reads a batch of messages without waiting, and emits their sockets with the time of reading.
 * `netns` is the inode of the namespace, 0 if unknown. */
enum events_result events_read(struct events *events, uint32_t netns, struct emitter emitter,
                               struct error *error);

/* What is missing up to now. */
const struct events_report *events_report(struct events *events);

/* Closes the socket. NULL is allowed. */
void events_close(struct events *events);

/* Reads the body of one message (linux/inet_diag.h), whatever table it is from. The bytes may be
 * anything. Public for tests. */
enum parse_result events_parse(const void *body, size_t length, struct sock *sock);

#endif
