/* SPDX-License-Identifier: MIT */
#ifndef SOCKVIEW_OWNERS_DESCRIPTORS_H
#define SOCKVIEW_OWNERS_DESCRIPTORS_H

#include <stdbool.h>
#include <stdint.h>

#include "util/slice.h"

/* How many descriptors a process has open, and how many it may have. */
struct descriptor_use {
    uint32_t pid;
    uint32_t netns;    /* inode of its network namespace, 0 when it may not be read */
    struct slice name; /* comm, which may contain any byte; NULL data when it cannot be read */
    uint64_t used;
    uint64_t limit; /* the soft limit (RLIMIT_NOFILE) */
};

/* Calls `each` for every process in `proc` (usually "/proc") of which both numbers can be told.
 * What `each` gets is valid during the call. False with errno when `proc`, or
 * a process that may be looked at, could not be read; ESRCH when it shows no process. */
bool descriptors_each(const char *proc,
                      void (*each)(void *context, const struct descriptor_use *use), void *context);

#endif
