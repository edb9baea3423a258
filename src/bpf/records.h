/* SPDX-License-Identifier: MIT OR GPL-2.0-only */
#ifndef SOCKVIEW_BPF_RECORDS_H
#define SOCKVIEW_BPF_RECORDS_H

/* The records that the BPF programs write, one after the other. Processes and threads have their
 * numbers in the pid namespace of the reading process. */

/* The length of a task's name in the kernel (TASK_COMM_LEN), with the NUL that ends it. */
#define TASK_NAME_SIZE 16

/* A descriptor that refers to a socket. Threads that share the file table of the first thread of
 * their process are left out. */
struct socket_file {
    char name[TASK_NAME_SIZE]; /* of the thread; it can contain any byte */
    unsigned process;
    unsigned thread;
    unsigned descriptor;
    unsigned inode;
    unsigned table; /* nearly always another number for another file table; or 0 */
};

/* A thread that shares the file table of the first thread of its process. */
struct sharing_thread {
    char name[TASK_NAME_SIZE];
    unsigned process;
    unsigned thread;
};

#endif
