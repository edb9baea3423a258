/* SPDX-License-Identifier: MIT */
#ifndef SOCKVIEW_LOOKUP_CGROUPS_H
#define SOCKVIEW_LOOKUP_CGROUPS_H

#include <stdbool.h>
#include <stdint.h>

#include "util/arena.h"
#include "util/slice.h"

/* Paths of control groups by id. Each is read once. The first call finds the cgroup2 file system in
 * /proc/self/mountinfo. If another mount covers it, it opens one that is mounted nowhere, which
 * needs CAP_SYS_ADMIN. Starts zeroed. */
struct cgroups {
    struct cgroup {
        uint64_t id;
        struct slice path; /* below the mount; empty when there is none */
    } * items;             /* sorted by id */
    size_t count, capacity;
    struct arena arena; /* the text of the paths */
    char *mount;   /* owned; NULL when there is no cgroup2 file system; "" for a detached one */
    int directory; /* descriptor of the mount */
    bool failed;   /* memory ran out, so that a path is missing */
    int trouble;   /* errno of another failure, so that a path is missing; or 0 */
    bool started;
    bool walked; /* all groups were read, because opening one by id is not permitted */
};

/* Whether paths of groups can be found at all. */
bool cgroups_are_reachable(struct cgroups *cgroups);

/* The path of a group below the cgroup2 mount; `/` is the root. Empty when the group does not exist
 * any more, is not visible from here, or there is no such mount. Valid until cgroups_free. */
struct slice cgroups_find(struct cgroups *cgroups, uint64_t id);

/* The id of the group at a path, which may start with the mount point. 0 when there is none. */
uint64_t cgroups_id(struct cgroups *cgroups, struct slice path);

/* The path of a group without the mount point at its start, if it has one, and without slashes at
 * either end. The root becomes an empty slice. Borrows from `path`. */
struct slice cgroups_below_mount(struct cgroups *cgroups, struct slice path);

/* Frees the paths. */
void cgroups_free(struct cgroups *cgroups);

#endif
