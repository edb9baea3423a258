/* SPDX-License-Identifier: MIT */
#ifndef SOCKVIEW_LOOKUP_NAMESPACES_H
#define SOCKVIEW_LOOKUP_NAMESPACES_H

#include <stdbool.h>
#include <stdint.h>

#include "lookup/names.h"

/* Where iproute2 bind-mounts the namespaces that it names (ip-netns(8)). */
#define NAMESPACES_DIRECTORY "/run/netns"

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

/* The inode of a process's network namespace, 0 when it is gone or may not be read. */
uint32_t namespaces_of(uint32_t pid);

/* Whether there is a namespace, of whatever type, at the path: a file of the kernel's nsfs. False
 * with errno when the path cannot be looked at. */
bool namespaces_is_one(const char *path);

/* Frees the names. */
void namespaces_free(struct namespaces *namespaces);

#endif
