/* SPDX-License-Identifier: MIT */
#ifndef SOCKVIEW_NETNS_MOUNTS_H
#define SOCKVIEW_NETNS_MOUNTS_H

#include <stdbool.h>
#include <stddef.h>

#include "util/id_map.h"
#include "util/mountinfo.h"

/* Why the path of a mount is not followed. */
enum mount_obstacle {
    MOUNT_CLEAR,
    MOUNT_COVERED,    /* another mount covers it */
    MOUNT_USER_SPACE, /* a process may have to answer first (FUSE), and it may never do so */
};

struct mount_entry;

/* The mounts of one mountinfo file. Starts zeroed. */
struct mounts {
    struct mount_entry *entries; /* owned */
    size_t count, capacity;
    struct id_map by_id;
    size_t work; /* comparisons so far: a user may arrange many mounts so that they are costly */
};

/* Reads the text of a mountinfo file, which must outlive the mounts. False when out of memory. */
bool mounts_read(struct mounts *mounts, struct slice text);

/* The mount at a place, counted from 0, or NULL after the last. */
const struct mount *mounts_at(const struct mounts *mounts, size_t place);

/* The obstacle on the path to a mount. `root_is_ours`: this program runs from the file system of
 * the root directory, so its type does not matter. */
enum mount_obstacle mounts_obstacle(struct mounts *mounts, size_t place, bool root_is_ours);

/* Frees what it owns. */
void mounts_free(struct mounts *mounts);

#endif
