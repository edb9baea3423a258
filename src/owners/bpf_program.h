/* SPDX-License-Identifier: MIT */
#ifndef SOCKVIEW_OWNERS_BPF_PROGRAM_H
#define SOCKVIEW_OWNERS_BPF_PROGRAM_H

#include <stdbool.h>
#include <stddef.h>
#include <sys/types.h>

/* The BPF programs in the kernel. A program stays loaded as long as its link is open. */

/* Loads the program that lists open socket files (struct socket_file), which takes a millisecond.
 * `is_below`: this process may be in another pid namespace than the first. The descriptor of the
 * link, owned by the caller, or a negative errno. */
int bpf_program_link_files(bool is_below);

/* The same for the program that lists threads that share their file table with the first thread of
 * their process (struct sharing_thread). */
int bpf_program_link_threads(void);

/* The same for the programs that list the inode (unsigned) of each socket that the kernel made for
 * itself: of UDP and of TCP, in the network namespace of the thread that runs them. False with
 * negative errnos in place of what could not be linked. */
enum { BPF_KERNEL_PROGRAMS = 2 };
bool bpf_program_link_kernel(int links[BPF_KERNEL_PROGRAMS]);

/* Runs a program and calls `each` for some records at a time, of a length in bytes, until it
 * returns false. They are aligned to 8 bytes. False with errno when that fails, or when `each`
 * does. */
bool bpf_program_each(int link, bool (*each)(void *context, const void *records, size_t length),
                      void *context);

/* Starts one run of a program. A descriptor to read its records from, owned by the caller, or -1
 * with errno. */
int bpf_program_run(int link);

/* Reads the next records of a run, always whole ones. Their length in bytes, 0 at the end, or -1
 * with errno. */
ssize_t bpf_program_read(int run, void *records, size_t size);

#endif
