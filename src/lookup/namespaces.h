/* SPDX-License-Identifier: MIT */
#ifndef SOCKVIEW_LOOKUP_NAMESPACES_H
#define SOCKVIEW_LOOKUP_NAMESPACES_H

#include <stdint.h>

#include "lookup/names.h"

/* Names of network namespaces by inode, from the mounts that `ip netns` keeps in /run/netns.
 * Starts zeroed. */
struct namespaces {
    struct names names;
    bool loaded;
};

/* The name of the namespace, or its inode in decimal when it has none. The text stays until
 * namespaces_free. */
struct slice namespaces_find(struct namespaces *namespaces, uint32_t inode);

/* The inode of this thread's network namespace (stat of /proc/thread-self/ns/net), 0 if unknown. */
uint32_t namespaces_current(void);

/* Frees the names. */
void namespaces_free(struct namespaces *namespaces);

#endif
