/* SPDX-License-Identifier: MIT */
#ifndef SOCKVIEW_OWNERS_BPF_H
#define SOCKVIEW_OWNERS_BPF_H

#include <stdbool.h>
#include <stddef.h>
#include <sys/types.h>

#include "util/error.h"
#include "util/strbuf.h"

/* The owners by BPF iterators (src/bpf); for the files of owners alone. They run inside the kernel
 * and see the tasks of the pid namespace of this process; names and contexts come from /proc. It
 * takes CAP_BPF with CAP_PERFMON and Linux 5.17 with BTF. */

struct owners;

/* The links of the loaded programs, which keep them in the kernel; negative when there is none.
 * While something is read ahead, `files` belongs to the thread that does it. */
struct owners_bpf {
    int files;
    int threads;
    struct owners_ahead *ahead; /* owned; NULL when nothing is read ahead */
};

/* Whether this program was built with it. */
bool owners_bpf_is_built(void);

/* Fills `bpf` of the owners, with nothing loaded; does nothing the second time. False with `error`
 * when `proc` counts processes as another pid namespace does, or memory ran out. */
bool owners_bpf_prepare(struct owners *owners, const char *proc, struct error *error);

/* A link to the program that finds the files, which it loads into the kernel: its descriptor, or a
 * negative errno. Some milliseconds. */
int owners_bpf_link_files(void);

/* Loads what the scan needs into the kernel, as far as it is not there; waits for what is read
 * ahead. False with `error` when it is not possible: not prepared, not built, not permitted, or not
 * in this kernel. */
bool owners_bpf_load(struct owners *owners, const char *proc, struct error *error);

/* Links what the loaded programs find. False with `error` when that failed on the way. */
bool owners_bpf_scan(struct owners *owners, const char *proc, struct error *error);

/* Starts a loaded program by its link: a descriptor to read from, or -1 with errno. */
int owners_bpf_iterate(int link);

/* What comes next of its records: their length, 0 at the end, or -1 with errno. */
ssize_t owners_bpf_read(int iterator, void *records, size_t size);

/* Whether something is read ahead, or was and is not taken yet. */
bool owners_is_ahead(const struct owners *owners);

/* Waits until everything is read ahead, if it is. */
void owners_ahead_wait(struct owners_bpf *bpf);

/* Waits for what is read ahead (owners_read_ahead) and moves it to `records`, which is empty; with
 * NULL gives it up. False when there is nothing, or not the whole. */
bool owners_ahead_end(struct owners_bpf *bpf, struct strbuf *records);

/* Takes it out of the kernel again. */
void owners_bpf_free(struct owners_bpf *bpf);

#endif
