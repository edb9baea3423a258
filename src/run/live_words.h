/* SPDX-License-Identifier: MIT */
#ifndef SOCKVIEW_RUN_LIVE_WORDS_H
#define SOCKVIEW_RUN_LIVE_WORDS_H

#include "util/slice.h"

/* Words of this machine, as it is now, for completion in a shell. */
enum live_kind {
    LIVE_NONE,
    LIVE_LOCAL_PORTS,    /* numbers of ports in use, with their services and programs */
    LIVE_PEER_PORTS,     /* the same of the other end */
    LIVE_LOCAL_SERVICES, /* names of those ports, with their numbers and programs */
    LIVE_PEER_SERVICES,
    LIVE_SERVICES,        /* every name in the services database */
    LIVE_LOCAL_ADDRESSES, /* an IPv6 address has its brackets */
    LIVE_PEER_ADDRESSES,
    LIVE_UNIX_NAMES,      /* paths, and abstract names after an @ */
    LIVE_PROCESSES,       /* names of processes that hold sockets */
    LIVE_PROCESS_IDS,     /* and their ids */
    LIVE_UNITS,           /* systemd units of these processes */
    LIVE_USER_UNITS,      /* those that the service manager of a user started */
    LIVE_PROCESS_CGROUPS, /* control groups of these processes */
    LIVE_ALL_PROCESS_IDS, /* ids of all processes */
    LIVE_USERS,           /* names of users who made sockets */
    LIVE_USER_IDS,
    LIVE_DEVICES,
    LIVE_NAMESPACES, /* names of network namespaces */
    LIVE_CGROUPS,    /* control groups that sockets were made in */
};

/* Takes one word with its help. Any byte can be in both; they die when the call returns. */
typedef void live_take(void *context, struct slice text, struct slice help);

/* Hands over the words of a kind, the most used first. It reads for about 60 ms at most, listeners
 * first, and hands over what was seen by then; what cannot be read is left out. */
void live_words_read(enum live_kind kind, live_take *take, void *context);

#endif
