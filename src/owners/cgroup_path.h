/* SPDX-License-Identifier: MIT */
#ifndef SOCKVIEW_OWNERS_CGROUP_PATH_H
#define SOCKVIEW_OWNERS_CGROUP_PATH_H

#include <stdbool.h>

#include "util/slice.h"
#include "util/strbuf.h"

/* What the path of a control group says about the processes in it. These functions read nothing.
 *
 * A path has the names that systemd and the container runtimes gave. The first name in it counts,
 * because it was given by the system itself: a container or a user can make groups only below
 * their own, with any name. */

/* The path of the control group of a process, in the content of its file /proc/PID/cgroup
 * (cgroups(7)): that of systemd, else that of cgroup2, else the first one. The root counts only
 * when there is nothing else. It borrows from `file`. Empty when there is none. */
struct slice cgroup_path_find(struct slice file);

/* Takes the next name off the start of a path. False when none is left. */
bool cgroup_path_take(struct slice *path, struct slice *name);

/* The answer of a function below. */
enum cgroup_part {
    CGROUP_PART_NONE,    /* the path has no such name */
    CGROUP_PART_KNOWN,   /* the name was appended */
    CGROUP_PART_UNKNOWN, /* the beginning of the path is not visible from here */
};

/* Appends the name of the systemd unit: nginx.service, session-3.scope, or for a process that the
 * service manager of a user started, user@1000.service. */
enum cgroup_part cgroup_put_unit(struct slice path, struct strbuf *name);

/* Appends the name of the unit of the service manager of a user: pipewire.service. */
enum cgroup_part cgroup_put_user_unit(struct slice path, struct strbuf *name);

/* Appends what identifies the container: 64 hexadecimal digits, or for LXC and nspawn its name. */
enum cgroup_part cgroup_put_container(struct slice path, struct strbuf *name);

/* The name at a place of what can run containers: docker, podman and so on. NULL after the last. */
const char *cgroup_runtime_word(size_t place);

/* Appends one of these names. Unknown when there is a container, but the path does not tell. */
enum cgroup_part cgroup_put_runtime(struct slice path, struct strbuf *name);

/* Appends the uid of the Kubernetes pod. */
enum cgroup_part cgroup_put_pod(struct slice path, struct strbuf *name);

#endif
