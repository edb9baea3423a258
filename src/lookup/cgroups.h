/* SPDX-License-Identifier: MIT */
#ifndef SOCKVIEW_LOOKUP_CGROUPS_H
#define SOCKVIEW_LOOKUP_CGROUPS_H

#include <stdbool.h>
#include <stdint.h>

#include "util/arena.h"
#include "util/slice.h"

/* Paths of control groups by id, each asked once. Starts zeroed; finds the cgroup2 file system in
 * /proc/self/mountinfo when first asked. */
struct cgroups {
    struct cgroup {
        uint64_t id;
        struct slice path; /* below the mount; empty when there is none */
    } * items;             /* sorted by id */
    size_t count, capacity;
    struct arena arena; /* the text of the paths */
    char *mount;        /* owned; NULL when there is no cgroup2 file system */
    int directory;      /* descriptor of it */
    bool started;
    bool walked; /* all of them were read, as single ones may not be opened by id */
};

/* The path of the group below the cgroup2 mount, `/` for its root. Empty when the group has gone,
 * cannot be seen from here, or there is no such mount. The text stays until cgroups_free. */
struct slice cgroups_find(struct cgroups *cgroups, uint64_t id);

/* The id of a group by its path, which may begin with the mount point; 0 when there is none. */
uint64_t cgroups_id(struct cgroups *cgroups, struct slice path);

/* A path of a group, or the same with the mount point in front, without either and without slashes
 * at its ends: the root is empty. Borrows from `path`. */
struct slice cgroups_below_mount(struct cgroups *cgroups, struct slice path);

/* Finds the mount of a cgroup2 file system in text laid out as /proc/PID/mountinfo (proc(5)).
 * Returns its path, to be freed, or NULL when there is none. */
char *cgroups_find_mount(struct slice mountinfo);

/* Frees the paths. */
void cgroups_free(struct cgroups *cgroups);

#endif
