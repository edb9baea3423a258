/* SPDX-License-Identifier: MIT */
#ifndef SOCKVIEW_FAMILY_ADDRESS_FAMILY_H
#define SOCKVIEW_FAMILY_ADDRESS_FAMILY_H

#include <stdbool.h>
#include <stdint.h>

#include "lookups.h"
#include "sock.h"

/* The internet protocols that were asked for. No bit means both. */
enum { NARROW_IPV4 = 1u << 0, NARROW_IPV6 = 1u << 1 };

/* How a filter writes one end of a socket. */
enum end_form {
    END_NAMED,    /* NAME:PORT; the name is as in a table, the port may also be its number */
    END_DEVICE,   /* NAME:DEVICE; the device is a network device by name or index */
    END_PATH,     /* NAME; it may contain colons, and there is no port */
    END_INTERNET, /* ADDRESS[/PREFIX]:PORT */
};

/* An address family (AF_*). Several families of sockets can share one: TCP and UDP share inet. */
struct address_family {
    int number;             /* AF_* */
    const char *name;       /* in the column `family`; outside the internet, also the name of the
                             * family of sockets (struct family) */
    const char *word;       /* for -f; in a filter a colon follows it, before an end */
    const char *help;       /* what its sockets are, in a few words */
    enum end_form end_form; /* how a filter writes an end */
    unsigned narrows;       /* NARROW_*: with -f, narrows the families that other options choose; 0:
                             * -f chooses the family of sockets itself */
    uint64_t files_lack;    /* HAVE_* that /proc/net has for none of its sockets */
    /* Whether the kernel chose the local end, not the program. The local end is known. NULL: the
     * kernel never chooses it. */
    bool (*is_autobound)(const struct sock *sock, struct lookups *lookups);
};

#endif
