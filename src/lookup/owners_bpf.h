/* SPDX-License-Identifier: MIT */
#ifndef SOCKVIEW_LOOKUP_OWNERS_BPF_H
#define SOCKVIEW_LOOKUP_OWNERS_BPF_H

#include <stdbool.h>

#include "util/error.h"

/* The owners by BPF iterators (src/bpf); for the files of owners alone. They run inside the kernel
 * and see the tasks of the pid namespace of this process; names and contexts come from /proc. It
 * takes CAP_BPF with CAP_PERFMON and Linux 5.17 with BTF. */

struct owners;

/* The links of the loaded programs, which keep them in the kernel; -1 when there is none. */
struct owners_bpf {
    int files;
    int threads;
};

/* Whether this program was built with it. */
bool owners_bpf_is_built(void);

/* Loads what the scan needs into the kernel; does nothing the second time. False with `error` when
 * it is not possible: not built, not permitted, not in this kernel, or when `proc` counts
 * processes as another pid namespace does. */
bool owners_bpf_load(struct owners *owners, const char *proc, struct error *error);

/* Links what the loaded programs find. False with `error` when that failed on the way. */
bool owners_bpf_scan(struct owners *owners, const char *proc, struct error *error);

/* Takes it out of the kernel again. */
void owners_bpf_free(struct owners_bpf *bpf);

#endif
