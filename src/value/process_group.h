/* SPDX-License-Identifier: MIT */
#ifndef SOCKVIEW_VALUE_PROCESS_GROUP_H
#define SOCKVIEW_VALUE_PROCESS_GROUP_H

#include "value/value.h"

/* The processes of one name among those that hold a socket. Starts zeroed. */
struct process_group {
    const struct process *first; /* the one with the lowest pid */
    size_t others;               /* how many more have its name */
};

/* Makes `group` the next group of the list, whose processes are sorted by pid: in the order of
 * their lowest pids. False after the last. */
bool process_group_next(const struct value_processes *processes, struct process_group *group);

#endif
