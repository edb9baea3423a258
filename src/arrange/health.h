/* SPDX-License-Identifier: MIT */
#ifndef SOCKVIEW_ARRANGE_HEALTH_H
#define SOCKVIEW_ARRANGE_HEALTH_H

#include "column/column.h"

/* What --health looks for. */
enum health_check {
    HEALTH_LISTEN_QUEUE,
    HEALTH_CLOSE_WAIT,
    HEALTH_SEND_QUEUE,
    HEALTH_DROPS,
    HEALTH_PORTS,
    HEALTH_DESCRIPTORS,
    HEALTH_KERNEL_LIMITS,
    HEALTH_CHECKS
};

/* No bound on how long something has lasted. */
#define HEALTH_UNBOUNDED UINT64_MAX

/* What a check found at a socket, or at several together. */
struct health_measure {
    uint64_t amount;
    uint64_t limit;             /* where there is nothing left */
    uint64_t least_ms, most_ms; /* how long it has lasted; most_ms can be HEALTH_UNBOUNDED */
    bool has_limit, has_age;
    bool critical; /* nothing is left */
};

/* One row of the table of checks. Help, manual and completion are made from it. */
struct health_check_row {
    const char *name;       /* the code of its findings, which never changes */
    const char *help;       /* what it finds */
    const char *limit_unit; /* what LIMIT counts */
    uint64_t limit, most;   /* the usual LIMIT, and the largest one */
    unsigned needs;         /* enum need */
    const char *what;       /* what is full or stuck; NULL: it depends */
    const char *unit;       /* of the amount */
    const char *look_at;    /* one word: a system call, setting or command */
    const char *says;       /* what and how much, in words for people: %a is the amount, %l the
                             * limit, %c the amount with its unit if there are several, %t how
                             * long, %f a word where it is full; NULL: it depends */
    const char *advice;     /* what is wrong, and what to do */
    bool by_process;        /* the sockets of a process are one finding */
    bool by_destination;    /* those that share their ports are one finding */
    /* Whether there is something to be found at a socket. NULL: the check is not about sockets. */
    bool (*find)(const struct sock *sock, struct lookups *lookups, uint64_t limit,
                 struct health_measure *measure);
};

/* By enum health_check. */
extern const struct health_check_row health_checks[HEALTH_CHECKS];

/* Which checks were asked for. Starts zeroed: none. */
struct health {
    uint32_t asked; /* a bit for each check */
    uint64_t limits[HEALTH_CHECKS];
    bool any_process;  /* processes count whose network namespace may not be read */
    bool sockets_only; /* a filter chose sockets, so only these are judged */
};

static inline bool health_asks(const struct health *health, enum health_check check)
{
    return health->asked & UINT32_C(1) << check;
}

/* Whether the check is asked for and finds something at the socket. */
bool health_finds(const struct health *health, enum health_check check, const struct sock *sock,
                  struct lookups *lookups, struct health_measure *measure);

/* Whether the socket is a listener, and it is not known how full its queue is. */
bool health_lacks_queue(const struct sock *sock);

/* Whether the packets that the socket drops are looked at. A TCP connection drops what came twice,
 * which is no loss. */
bool health_counts_drops(const struct sock *sock);

/* Whether an amount is at least so many percent of a limit. */
bool health_is_near(uint64_t amount, uint64_t limit, uint64_t percent);

#endif
