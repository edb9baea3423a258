/* SPDX-License-Identifier: MIT */
#ifndef SOCKVIEW_LOOKUP_INTERFACES_H
#define SOCKVIEW_LOOKUP_INTERFACES_H

#include <stddef.h>
#include <stdint.h>

#include "lookup/names.h"
#include "util/tally.h"

/* The interfaces of one network namespace. */
struct interface_space {
    uint32_t netns; /* its inode, 0 when it is unknown */
    struct names names;
    struct tally words; /* names that were looked for; the weight is the index plus 1 */
};

/* Names of network interfaces by namespace and index, because each namespace counts its interfaces
 * from 1. Each is read once. Starts zeroed. */
struct interfaces {
    struct interface_space *spaces; /* owned */
    size_t count, capacity;
    struct id_map places; /* inode to a place in `spaces` */
};

/* The name of the interface with this index in a network namespace. `netns` is the inode of the
 * namespace, or 0 for the one of this thread. `if/` and the index when there is no such interface:
 * a device can be called by any number, but has no slash in its name. The kernel only gives names
 * in the namespace of this thread (if_indextoname), so those of others must have been found or
 * loaded there before. Of a recording (NETNS_RECORDED) only the loopback is known. Valid until
 * interfaces_free. */
struct slice interfaces_find(struct interfaces *interfaces, uint32_t netns, uint32_t index);

/* The index of the interface with this name or alternative name (ip-link(8)) in a network
 * namespace, or 0 when there is none. As above, each is read once, by a thread in that namespace.
 */
uint32_t interfaces_index(struct interfaces *interfaces, uint32_t netns, const char *name);

/* Reads the names of all interfaces in the network namespace of this thread, whose inode is
 * `netns`, so that they can be found after the thread has left it. Interfaces that cannot be read
 * are found by their index. */
void interfaces_load(struct interfaces *interfaces, uint32_t netns);

/* Frees the names. */
void interfaces_free(struct interfaces *interfaces);

#endif
