/* SPDX-License-Identifier: MIT */
#ifndef SOCKVIEW_OWNERS_TASK_H
#define SOCKVIEW_OWNERS_TASK_H

#include <stdbool.h>
#include <stdint.h>

#include "util/arena.h"
#include "util/slice.h"
#include "util/strbuf.h"

/* A process in a procfs (proc(5)), or one of its threads. */
struct task {
    int proc;         /* descriptor of the procfs */
    uint32_t process; /* pid */
    uint32_t thread;  /* tid, or 0 for the process as a whole */
    /* Descriptor of its fd directory, borrowed, or 0 for none. Its other files are found from
     * there, because a new process may have got the number since it was opened. */
    int files;
};

/* Opens a file of the task for reading. The descriptor, or -1 with errno. */
int task_open(const struct task *task, const char *file, int flags);

/* The name of the task (comm), or with `of_process` that of its process. It can contain any byte.
 * The text is kept in `arena`. NULL data with errno when it cannot be read. */
struct slice task_name(const struct task *task, bool of_process, struct arena *arena);

/* The security context (attr/current) of the task or of its process, as the active security module
 * writes it. The text is kept in `arena`. NULL data when there is none. */
struct slice task_context(const struct task *task, bool of_process, struct arena *arena);

/* Appends the content of a file of the task, or with `of_process` of its process. False with errno
 * when it cannot be read whole; `text` may then end with a part of it. */
bool task_read(const struct task *task, bool of_process, const char *file, struct strbuf *text);

/* Appends the path that a link of the task, or of its process, leads to. False with errno when it
 * cannot be read. */
bool task_read_link(const struct task *task, bool of_process, const char *link,
                    struct strbuf *path);

/* Appends the SELinux context of the file that a descriptor of the task refers to. `proc` is the
 * path of the procfs. False with errno, which is 0 when there is none. */
bool task_file_context(const struct task *task, const char *proc, const char *descriptor,
                       struct strbuf *text);

/* Whether a descriptor of the task refers to the socket with this inode. `number` becomes
 * the errno that kept the descriptor from being read, and the answer is then false; otherwise 0. */
bool task_refers_to(const struct task *task, uint32_t descriptor, uint32_t inode, int *number);

/* Sets `inode` to that of the socket which a link leads to (proc_pid_fd(5)), or to 0 for a file of
 * another kind. `directory` is a directory of descriptors. False with errno when the link cannot be
 * read. */
bool task_read_socket(int directory, const char *descriptor, uint32_t *inode);

/* Whether a descriptor of the task refers to the socket with this inode. Also true when the
 * descriptor may not be read. A procfs with hidepid=2 shows a hidden task as one that does not
 * exist, and then the answer is false. */
bool task_holds_socket(const struct task *task, uint32_t descriptor, uint32_t inode);

/* Whether the process has more than one thread. Also true when the file system does not tell; false
 * when the process has ended. */
bool task_has_threads(const struct task *task);

/* How two file tables compare in an order that the kernel has while it runs (kcmp(2)). */
enum files_order { FILES_SAME, FILES_LESS, FILES_GREATER, FILES_UNKNOWN };

/* Compares the file tables of two tasks, which are given by their thread numbers in our own pid
 * namespace. Threads share the table of their process, unless they unshare it (unshare(2),
 * CLONE_FILES); processes can share one too (clone(2)). Unknown when one of them has ended or may
 * not be read. */
enum files_order task_compare_files(uint32_t left, uint32_t right);

/* Whether the tables of tasks in the procfs can be compared: not when it shows another pid
 * namespace than ours, or when kcmp(2) is missing or forbidden. */
bool task_can_compare_files(int proc);

/* Whether the process numbers in the procfs are those of our own pid namespace. */
bool task_has_our_numbers(int proc);

/* Calls `each` for every entry of a directory whose name is a number, until it returns false or no
 * entry is left. When several threads read the same descriptor, each gets a part of the entries.
 * False with errno when the directory cannot be read to its end. */
bool task_each_number(int directory, bool (*each)(void *context, const char *name, uint32_t number),
                      void *context);

#endif
