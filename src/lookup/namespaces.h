/* SPDX-License-Identifier: MIT */
#ifndef SOCKVIEW_LOOKUP_NAMESPACES_H
#define SOCKVIEW_LOOKUP_NAMESPACES_H

#include <stdbool.h>
#include <stdint.h>

#include "lookup/names.h"

/* Where iproute2 bind-mounts the namespaces that it names (ip-netns(8)). */
#define NAMESPACES_DIRECTORY "/run/netns"

/* Names of network namespaces by inode, from the mounts that `ip netns` keeps in /run/netns. Starts
 * zeroed. */
struct namespaces {
    struct names names;
    int trouble; /* errno of a failure, so that a name may be missing; or 0 */
    bool loaded;
};

/* The name of a namespace, or its inode in decimal when it has none. Valid until namespaces_free.
 */
struct slice namespaces_find(struct namespaces *namespaces, uint32_t inode);

/* The inode of this thread's network namespace (stat of /proc/thread-self/ns/net), 0 if unknown. */
uint32_t namespaces_current(void);

/* The inode of the network namespace of a process, or 0 when the process has ended or may not be
 * read. */
uint32_t namespaces_of(uint32_t pid);

/* Finds the file at the path if it is a namespace of any type, which is a file on the kernel's
 * nsfs. The path is followed once, and no file is opened for reading, so that the descriptor
 * (O_PATH, owned by the caller) stands for what was checked. `inode` becomes the inode of the
 * namespace. -1 with errno, which is 0 when the file is something else. */
int namespaces_locate(const char *path, uint32_t *inode);

/* Frees the names. */
void namespaces_free(struct namespaces *namespaces);

#endif
