/* SPDX-License-Identifier: MIT */
#ifndef SOCKVIEW_UTIL_MOUNTINFO_H
#define SOCKVIEW_UTIL_MOUNTINFO_H

#include <stdbool.h>

#include "util/slice.h"

/* One mount of /proc/PID/mountinfo (proc_pid_mountinfo(5)); borrows from the line. */
struct mount {
    struct slice root;  /* what of the file system is mounted; encoded */
    struct slice point; /* where, below the root directory of the process; encoded */
    struct slice type;  /* of the file system */
};

/* Reads one line, with or without its newline. False when it has not the fields of a mount. */
bool mountinfo_parse(struct slice line, struct mount *mount);

/* A path with the kernel's \ooo for blanks, newlines and backslashes decoded. Owned by the caller;
 * NULL when out of memory. */
char *mountinfo_decode(struct slice field);

#endif
