/* SPDX-License-Identifier: MIT */
#ifndef SOCKVIEW_OWNERS_BPF_AHEAD_H
#define SOCKVIEW_OWNERS_BPF_AHEAD_H

#include "owners/owners.h"

/* Finds the owners of all sockets with the BPF program in a thread, while this thread still asks
 * the kernel for sockets. */

struct bpf_ahead;

/* Starts the thread. Where the program that lists files is not loaded, the thread loads it, because
 * that takes as long as reading some thousand sockets, and stores its link in `bpf` of the owners.
 * The link belongs to the thread until bpf_ahead_wait, and `proc` until bpf_ahead_end. The settings
 * are those of `owners`. NULL when the thread cannot be started. */
struct bpf_ahead *bpf_ahead_start(const struct owners *owners, const char *proc);

/* Whether the thread has read everything, or failed, so that nothing has to wait for it. */
bool bpf_ahead_is_done(const struct bpf_ahead *ahead);

/* Waits until the thread has ended. */
void bpf_ahead_wait(struct bpf_ahead *ahead);

/* Waits, frees `ahead` and moves what was found to `found`, which is zeroed and then belongs to the
 * caller. With NULL the thread stops early. False when not everything could be read; `found` is
 * then unchanged. */
bool bpf_ahead_end(struct bpf_ahead *ahead, struct owners *found);

#endif
