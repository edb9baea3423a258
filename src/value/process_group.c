/* SPDX-License-Identifier: MIT */
#include "value/process_group.h"

#include <string.h>

/* Two names that could not be read do not count as the same name. */
static bool has_same_name(const struct process *left, const struct process *right)
{
    return left->name.data != NULL && right->name.data != NULL &&
           left->name.length == right->name.length &&
           memcmp(left->name.data, right->name.data, left->name.length) == 0;
}

/* Whether a process before this one has the same name, or is the same process with another
 * descriptor. */
static bool was_counted(const struct value_processes *processes, const struct process *process)
{
    for (const struct process *at = processes->items; at < process; at++) {
        if (at->pid == process->pid || has_same_name(at, process))
            return true;
    }
    return false;
}

static size_t count_others(const struct value_processes *processes, const struct process *first)
{
    const struct process *end = processes->items + processes->count;
    uint32_t last = first->pid;
    size_t others = 0;
    for (const struct process *at = first + 1; at < end; at++) {
        if (at->pid == last || !has_same_name(at, first))
            continue;
        last = at->pid;
        others++;
    }
    return others;
}

bool process_group_next(const struct value_processes *processes, struct process_group *group)
{
    if (processes->count == 0) /* `items` may be NULL then */
        return false;
    const struct process *end = processes->items + processes->count;
    const struct process *at = group->first == NULL ? processes->items : group->first + 1;
    while (at < end && was_counted(processes, at))
        at++;
    if (at >= end)
        return false;
    *group = (struct process_group){at, count_others(processes, at)};
    return true;
}
