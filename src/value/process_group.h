/* SPDX-License-Identifier: MIT */
#ifndef SOCKVIEW_VALUE_PROCESS_GROUP_H
#define SOCKVIEW_VALUE_PROCESS_GROUP_H

#include "value/value.h"

/* Processes that have the same name and hold the same socket. Starts zeroed. */
struct process_group {
    const struct process *first; /* the one with the lowest pid */
    size_t others;               /* number of further processes with its name */
};

/* Sets `group` to the next group of the list. The list is sorted by pid, and groups are in the
 * order of their lowest pids. False after the last group. */
bool process_group_next(const struct value_processes *processes, struct process_group *group);

#endif
