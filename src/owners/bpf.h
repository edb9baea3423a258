/* SPDX-License-Identifier: MIT */
#ifndef SOCKVIEW_OWNERS_BPF_H
#define SOCKVIEW_OWNERS_BPF_H

#include <stdatomic.h>
#include <stdbool.h>

#include "util/error.h"

/* Finds owners with BPF iterators (the programs are in src/bpf). Only the files of this folder use
 * it. The programs run inside the kernel and list the tasks in the pid namespace of this process;
 * contexts and details of tasks still come from /proc. Loading them needs CAP_BPF and CAP_PERFMON,
 * and Linux 5.17 or later with BTF. */

struct owners;

/* What is loaded into the kernel. While something is read ahead, `files` belongs to the thread
 * that reads. */
struct owners_bpf {
    int files;               /* link to the program that lists files; negative when not loaded */
    int threads;             /* the same for the one that lists threads */
    int kernel[2];           /* the same for those that list sockets of the kernel */
    bool is_below;           /* this process may be in another pid namespace than the first */
    struct bpf_ahead *ahead; /* owned; NULL when nothing is read ahead */
};

/* Whether this program was built with BPF. */
bool owners_bpf_is_built(void);

/* Loads the programs that the scan needs, unless they are loaded already. Waits for what is read
 * ahead. False with `error` when this build, this kernel or the permissions do not allow it, when
 * `proc` shows another pid namespace, or when memory runs out. */
bool owners_bpf_load(struct owners *owners, const char *proc, struct error *error);

/* Runs the loaded programs and links what they find. False with `error` when that fails. */
bool owners_bpf_scan(struct owners *owners, const char *proc, struct error *error);

/* Runs the program of a link and keeps every socket that it finds, with its owners, in `found`,
 * which has its settings and nothing else. Without threads. `stopped` ends it early. False when it
 * could not find or read all, or there are more than `link_most`: who scans later tells why. */
bool owners_bpf_find_all(struct owners *found, int link, const char *proc,
                         const atomic_bool *stopped);

/* Loads the programs that list sockets of the kernel, unless they are loaded already. False when
 * that is not possible. */
bool owners_bpf_load_kernel(struct owners *owners, const char *proc);

/* Finds the TCP and UDP sockets of this thread's network namespace that the kernel made for itself,
 * where loading the programs is permitted. They look like any other in the answers of sock_diag.
 * Those of TCP are left out when `is_enough` is true without them. */
void owners_bpf_find_kernel(struct owners *owners, const char *proc,
                            bool (*is_enough)(struct owners *owners));

/* Drops the capabilities for loading, when the programs of the scan are loaded. */
void owners_bpf_give_up_loading(const struct owners *owners);

/* Whether something was read ahead, or still is, and no scan has taken it yet. */
bool owners_bpf_is_ahead(const struct owners *owners);

/* Whether something was read ahead and is complete, so that taking it does not wait. */
bool owners_bpf_is_ahead_done(const struct owners *owners);

/* Waits for what is read ahead (owners_read_ahead) and moves it to `found`, which is zeroed and
 * then belongs to the caller. With NULL it is dropped. False when nothing was read ahead, or not
 * all of it. */
bool owners_bpf_take_ahead(struct owners_bpf *bpf, struct owners *found);

/* Takes the programs out of the kernel and frees `bpf`, which may be NULL. */
void owners_bpf_free(struct owners_bpf *bpf);

#endif
