/* SPDX-License-Identifier: MIT */
#ifndef SOCKVIEW_OWNERS_TASK_H
#define SOCKVIEW_OWNERS_TASK_H

#include <stdbool.h>
#include <stdint.h>

#include "util/arena.h"
#include "util/slice.h"
#include "util/strbuf.h"

/* A process below a procfs (proc(5)), or one of its threads. */
struct task {
    int proc;         /* descriptor of the procfs */
    uint32_t process; /* pid */
    uint32_t thread;  /* tid, or 0 for the process as such */
};

/* Opens a file of the task for reading. The descriptor, or -1 with errno. */
int task_open(const struct task *task, const char *file, int flags);

/* What comm says, without its newline: any byte may be in it. Kept in `arena`; NULL data when it
 * cannot be read. */
struct slice task_name(const struct task *task, struct arena *arena);

/* The security context (attr/current), as the active security module writes it. Kept in `arena`;
 * NULL data when there is none. */
struct slice task_context(const struct task *task, struct arena *arena);

/* Appends the SELinux context of what a descriptor of the task refers to; `proc` is the path of
 * the procfs. False when there is none. */
bool task_file_context(const struct task *task, const char *proc, const char *descriptor,
                       struct strbuf *text);

/* Whether a descriptor of the task still refers to a socket; true as well when that may not be
 * seen, but where a procfs hides the task as if it were not there (hidepid=2). */
bool task_holds_socket(const struct task *task, uint32_t descriptor, uint32_t inode);

/* Whether the thread uses the file table of its process, as threads do unless they unshare it
 * (unshare(2), CLONE_FILES). False as well when that cannot be known: for a procfs that shows
 * another pid namespace than ours, and where kcmp(2) is missing or not permitted. */
bool task_shares_files(const struct task *task);

/* Whether the procfs counts processes as the kernel does for this process. */
bool task_has_our_numbers(int proc);

/* Calls `each` for every entry of a directory whose name is a number, until it answers false or
 * none is left; where several threads read one directory, each gets a part of it. False with
 * errno when the directory cannot be read further. */
bool task_each_number(int directory, bool (*each)(void *context, const char *name, uint32_t number),
                      void *context);

#endif
