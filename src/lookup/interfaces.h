/* SPDX-License-Identifier: MIT */
#ifndef SOCKVIEW_LOOKUP_INTERFACES_H
#define SOCKVIEW_LOOKUP_INTERFACES_H

#include <stddef.h>
#include <stdint.h>

#include "lookup/names.h"

/* The interfaces of one network namespace. */
struct interface_space {
    uint32_t netns; /* its inode, 0 when it is unknown */
    struct names names;
    struct interface_word *words; /* owned; that were asked for an index, few */
    size_t word_count, word_capacity;
};

/* Names of network interfaces by namespace and index, each asked once: every namespace counts its
 * own from 1. Starts zeroed. */
struct interfaces {
    struct interface_space *spaces; /* owned */
    size_t count, capacity;
    struct id_map places; /* inode to a place in `spaces` */
};

/* The name of the interface that has this index in a network namespace (its inode; 0 is the one
 * that this thread is in), or the index in decimal when it has gone (RFC 4007 allows a number as a
 * zone). The kernel tells names only of the namespace that this thread is in (if_indextoname):
 * those of others must have been asked for before, or loaded. The text stays until
 * interfaces_free. */
struct slice interfaces_find(struct interfaces *interfaces, uint32_t netns, uint32_t index);

/* The index of the interface that has this name, or an alternative one (ip-link(8)), in a network
 * namespace; 0 when there is none. As above, each is asked once and in its namespace. */
uint32_t interfaces_index(struct interfaces *interfaces, uint32_t netns, const char *name);

/* Reads the names of all interfaces of the network namespace that this thread is in, whose inode is
 * `netns`, so that they can be found when it has left. What cannot be read stays a number. */
void interfaces_load(struct interfaces *interfaces, uint32_t netns);

/* Frees the names. */
void interfaces_free(struct interfaces *interfaces);

#endif
