/* SPDX-License-Identifier: MIT */
#ifndef SOCKVIEW_FAMILY_ADDRESS_FAMILY_H
#define SOCKVIEW_FAMILY_ADDRESS_FAMILY_H

#include <stdbool.h>
#include <stdint.h>

#include "lookups.h"
#include "sock.h"

/* Which internet protocol was asked for; none means both. */
enum { NARROW_IPV4 = 1u << 0, NARROW_IPV6 = 1u << 1 };

/* How a filter writes one end of a socket, and what it compares. */
enum end_form {
    END_NAMED,    /* NAME:PORT: the name as a table shows it, the port by its number as well */
    END_DEVICE,   /* NAME:DEVICE: a network device by its name or index in place of a port */
    END_PATH,     /* NAME: may hold colons, and has no port */
    END_INTERNET, /* ADDRESS[/PREFIX]:PORT */
};

/* An address family (AF_*). Several families of sockets can share one, as TCP and UDP do. */
struct address_family {
    int number;             /* AF_* */
    const char *name;       /* in the column `family`; of others than the internet's, also the name
                             * of the family of sockets (struct family) */
    const char *word;       /* for -f and, with a colon, in front of an end in a filter */
    const char *help;       /* what its sockets are, in two or three words */
    enum end_form end_form; /* how a filter writes an end */
    unsigned narrows;       /* NARROW_* of an internet protocol, which -f narrows other options to;
                             * 0: -f chooses the family of sockets */
    uint64_t files_lack;    /* HAVE_*: what /proc/net has for none of its sockets */
    /* Whether the kernel, not the program, chose the local end, which is known. NULL: it never
     * does. */
    bool (*is_autobound)(const struct sock *sock, struct lookups *lookups);
};

#endif
