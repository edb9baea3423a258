/* SPDX-License-Identifier: MIT */
#ifndef SOCKVIEW_OWNERS_BPF_SHARING_H
#define SOCKVIEW_OWNERS_BPF_SHARING_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "bpf/records.h"

/* The threads that share the file table of the first thread of their process. Starts zeroed. */
struct bpf_sharing {
    struct sharing_thread *threads; /* owned; sorted by process */
    size_t count, capacity;
};

/* Reads what the program with this link writes. False with errno. */
bool bpf_sharing_read(struct bpf_sharing *sharing, int link);

/* The threads of a process, `count` of them. Borrowed; NULL when there are none. */
const struct sharing_thread *bpf_sharing_find(const struct bpf_sharing *sharing, uint32_t process,
                                              size_t *count);

/* Frees everything, and leaves the list empty. */
void bpf_sharing_free(struct bpf_sharing *sharing);

#endif
