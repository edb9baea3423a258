/* SPDX-License-Identifier: MIT */
#ifndef SOCKVIEW_NEED_H
#define SOCKVIEW_NEED_H

/* Values that cost more than the record that the kernel sends for each socket. A column states
 * which of them it needs, and only those are requested from the kernel and looked up. */
enum need {
    NEED_OWNERS = 1u << 0,           /* processes that hold the socket: a scan of all descriptors */
    NEED_INFO = 1u << 1,             /* details of the protocol, from the kernel */
    NEED_MEMORY = 1u << 2,           /* memory of the buffers */
    NEED_TOS = 1u << 3,              /* type of service, traffic class, priority */
    NEED_SHUTDOWN = 1u << 4,         /* which directions are shut down */
    NEED_FILTER = 1u << 5,           /* filter program of a packet socket */
    NEED_RINGS = 1u << 6,            /* rings of packet and XDP sockets */
    NEED_HOSTS = 1u << 7,            /* names of hosts; looked up only with -r */
    NEED_FILES = 1u << 8,            /* files that UNIX sockets are bound to */
    NEED_PENDING = 1u << 9,          /* connections waiting at UNIX listeners */
    NEED_CONTEXTS = 1u << 10,        /* security contexts of the owners */
    NEED_SOCKET_CONTEXTS = 1u << 11, /* security contexts of sockets */
    NEED_TIME = 1u << 12,            /* time of the answer */
    NEED_HOLDERS = 1u << 14,  /* names of the owners: one that was not seen changes the value */
    NEED_CHANGES = 1u << 13,  /* the answer before, to compare with */
    NEED_SERVICES = 1u << 15, /* names of ports; looked up only without -n */
    NEED_USERS = 1u << 16,    /* names of users */
    NEED_RATES = 1u << 17,    /* the look before, to measure growth */
    NEED_OWNER_CGROUPS = 1u << 18,   /* control groups of the owners */
    NEED_COMMANDS = 1u << 19,        /* command lines of the owners */
    NEED_EXECUTABLES = 1u << 20,     /* files that the owners run */
    NEED_NS_PIDS = 1u << 21,         /* process ids in the pid namespaces of the owners */
    NEED_PEERS = 1u << 24,           /* sockets at the other ends of those that are shown */
    NEED_LISTENERS = 1u << 25,       /* listeners, to tell who began a connection */
    NEED_EPHEMERAL_PORTS = 1u << 26, /* the ports that the kernel chooses by itself */
};

/* Details that are read of each owner in addition to its name. */
enum { NEED_OWNER_DETAILS = NEED_OWNER_CGROUPS | NEED_COMMANDS | NEED_EXECUTABLES | NEED_NS_PIDS };

/* Values that are looked up for all rows at once, before the first row is printed, except for
 * owners that were found ahead (owners/owners.h). */
enum { NEED_HOLD = NEED_OWNERS | NEED_HOSTS | NEED_PEERS | NEED_LISTENERS };

/* Values that come from a comparison with the look before. */
enum { NEED_LOOK_BEFORE = NEED_RATES | NEED_CHANGES };

/* Values that are unknown when a row arrives, so that tests of them have to wait. */
enum { NEED_LATER = NEED_HOLD | NEED_LOOK_BEFORE };

/* Databases of the C library. They cost little, and are read before the first row. */
enum { NEED_DATABASES = NEED_SERVICES | NEED_USERS };

/* Details of a socket that only netlink reports. */
enum {
    NEED_DETAILS = NEED_INFO | NEED_MEMORY | NEED_TOS | NEED_SHUTDOWN | NEED_FILTER | NEED_RINGS |
                   NEED_FILES | NEED_PENDING
};

#endif
