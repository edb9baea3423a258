/* SPDX-License-Identifier: MIT */
#ifndef SOCKVIEW_SOCK_H
#define SOCKVIEW_SOCK_H

#include <stddef.h>
#include <stdint.h>

#include "state.h"

/* Which fields of a struct sock are known. A known zero is not unknown. `netid`, `family` and
 * `type` are always known. */
enum sock_have {
    HAVE_STATE = 1u << 0,
    HAVE_RECV_Q = 1u << 1,
    HAVE_SEND_Q = 1u << 2,
    HAVE_LOCAL = 1u << 3,
    HAVE_PEER = 1u << 4,
    HAVE_UID = 1u << 5,
    HAVE_INODE = 1u << 6, /* clear also when there is none: TIME_WAIT, not yet accepted, orphan */
    HAVE_INTERFACE = 1u << 7,
    HAVE_MARK = 1u << 8,
    HAVE_COOKIE = 1u << 9,
    HAVE_NETNS = 1u << 10,
    HAVE_TIMER = 1u << 11,
    HAVE_TIMER_DETAIL = 1u << 12, /* a timer runs: its expiry and retransmissions are known */
    HAVE_V6ONLY = 1u << 13,
};

/* One end of a socket. */
struct endpoint {
    uint8_t address[16]; /* network order; an IPv4 address uses the first 4 bytes */
    uint32_t scope;      /* interface index of a link-local IPv6 address, else 0 */
    uint16_t port;       /* host order; 0 means none */
};

/* Timers of a socket, with the numbers of idiag_timer (linux/inet_diag.h). */
enum timer {
    TIMER_OFF = 0,
    TIMER_ON = 1,
    TIMER_KEEPALIVE = 2,
    TIMER_TIME_WAIT = 3,
    TIMER_PERSIST = 4,
};

/* What the kernel says of one socket. A source fills one and hands it to emit; it dies when emit
 * returns. Services, owners, names of users and interfaces are lookups, never kept here. */
struct sock {
    const char *netid;    /* "tcp": what the Netid column shows; static */
    const char *protocol; /* name in the services database ("tcp"), or NULL; static */
    uint64_t cookie;      /* identifies the socket while the machine runs */
    uint32_t netns;       /* inode of its network namespace */
    uint32_t have;        /* enum sock_have */
    uint32_t recv_q;      /* bytes; for LISTEN, connections that wait for accept */
    uint32_t send_q;      /* bytes; for LISTEN, how many may wait */
    uint32_t uid;
    uint32_t inode;     /* of the socket's file (sockfs); a process's fd links to it */
    uint32_t interface; /* index of the device it is bound to, 0 for any */
    uint32_t mark;
    uint32_t timer_expires_ms;
    struct endpoint local;
    struct endpoint peer;
    uint8_t family; /* AF_* */
    uint8_t type;   /* SOCK_* */
    uint8_t state;  /* enum state */
    uint8_t timer;  /* enum timer */
    uint8_t timer_retrans;
    uint8_t v6only;
};

#endif
