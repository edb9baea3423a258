/* SPDX-License-Identifier: MIT */
#ifndef SOCKVIEW_OWNERS_DETAILS_H
#define SOCKVIEW_OWNERS_DETAILS_H

#include <stdbool.h>

#include "owners/owners.h"
#include "owners/task.h"
#include "util/arena.h"
#include "util/slice.h"

/* What is read of an owner only when it is asked for (NEED_OWNER_DETAILS), once for each process,
 * or with -T for each thread. NULL data is unknown, an empty text is known to be none. */
struct process_details {
    struct slice command;    /* the arguments, as command_line_put writes them */
    struct slice executable; /* path of the file that it runs */
    struct slice full_name;  /* its name, completed where the kernel has cut it */
    struct slice cgroup;     /* path of its control group */
    struct slice unit;
    struct slice user_unit;
    struct slice container;
    struct slice container_runtime;
    struct slice pod;
    uint32_t ns_pid; /* process id in its own pid namespace; 0: unknown */
};

/* Reads the details of a task with that name that the owners need. Kept in `texts` of the owners.
 * `withheld` becomes true when some may not be read; else it stays as it is. NULL when none are
 * needed, or when memory ran out; then `failed` of the owners is set. */
const struct process_details *owner_details_read(struct owners *owners, const struct task *task,
                                                 struct slice name, bool *withheld);

/* A copy in an arena. NULL when out of memory. */
const struct process_details *owner_details_copy(const struct process_details *details,
                                                 struct arena *arena);

#endif
