/* SPDX-License-Identifier: MIT */
#ifndef SOCKVIEW_OWNERS_BPF_AHEAD_H
#define SOCKVIEW_OWNERS_BPF_AHEAD_H

#include <stdbool.h>

#include "util/strbuf.h"

/* Reads the records of the BPF program that lists files in a thread, while this thread still asks
 * the kernel for sockets. */

struct bpf_ahead;

/* Starts the thread. `*link` is the link to the program. When it is negative the thread loads the
 * program, because that takes as long as reading some thousand sockets, and stores the link there.
 * `*link` belongs to the thread until bpf_ahead_wait. NULL when the thread cannot be started. */
struct bpf_ahead *bpf_ahead_start(int *link);

/* Waits until the thread has ended. */
void bpf_ahead_wait(struct bpf_ahead *ahead);

/* Waits, frees `ahead` and moves the records to `records`, which is empty and then belongs to the
 * caller. With NULL the thread stops early and the records are dropped. False when not all records
 * could be read; `records` is then unchanged. */
bool bpf_ahead_end(struct bpf_ahead *ahead, struct strbuf *records);

#endif
