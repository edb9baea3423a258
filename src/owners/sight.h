/* SPDX-License-Identifier: MIT */
#ifndef SOCKVIEW_OWNERS_SIGHT_H
#define SOCKVIEW_OWNERS_SIGHT_H

#include <stdbool.h>

#include "util/slice.h"

/* What a process may see of the others in a procfs. Starts zeroed. */
struct sight {
    /* The namespace in which this process counts processes. */
    enum pid_namespace {
        PID_NAMESPACE_UNKNOWN,
        PID_NAMESPACE_FIRST, /* has all processes of the machine */
        PID_NAMESPACE_OTHER, /* has only its own and those below */
    } pid_namespace;
    bool cgroups_cut; /* paths of control groups begin at a group of ours, and not at the root */
    bool hidepid;     /* the mount hides processes from this one */
    int trouble; /* errno of a failure, or 0: what could not be read may be missing from this */
};

/* Finds out what `proc` (a mounted procfs) shows. What cannot be read is not claimed. */
void sight_read(struct sight *sight, const char *proc);

/* Whether this process counts processes as the first pid namespace does. False too when `proc`,
 * which must be of its own namespace, does not tell. */
bool sight_has_first_numbers(const char *proc);

/* Finds out where the paths of control groups in `proc` begin (cgroup_namespaces(7)). */
void sight_read_cgroups(struct sight *sight, const char *proc);

/* Whether the procfs at a path is mounted so that it hides processes (hidepid of proc(5)), by the
 * content of /proc/PID/mountinfo. */
bool sight_is_hidepid(struct slice mountinfo, const char *proc);

#endif
