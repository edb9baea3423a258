/* SPDX-License-Identifier: MIT */
#ifndef SOCKVIEW_LOOKUP_CGROUP_MOUNT_H
#define SOCKVIEW_LOOKUP_CGROUP_MOUNT_H

#include <stdbool.h>

#include "util/slice.h"

/* Opens the root of the cgroup2 file system where /proc/self/mountinfo says that it is mounted. If
 * another mount covers it, as under `ip netns exec`, opens one that is mounted nowhere, which needs
 * CAP_SYS_ADMIN and Linux 5.2. `path` is where it is mounted, "" for nowhere; owned by the caller.
 * Negative with errno, and `path` is NULL, when it cannot be opened; ENOENT when there is none. */
int cgroup_mount_open(char **path);

/* Finds the path where a cgroup2 file system is mounted, in the content of /proc/PID/mountinfo.
 * `path` is owned by the caller; NULL when there is none. False with errno when out of memory. */
bool cgroup_mount_find(struct slice mountinfo, char **path);

#endif
