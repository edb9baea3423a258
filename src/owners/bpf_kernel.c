/* SPDX-License-Identifier: MIT */
#include <errno.h>
#include <unistd.h>

#include "owners/bpf.h"
#include "owners/bpf_program.h"
#include "owners/owners.h"

enum { AT_ONCE = 4096 };

static void read_inodes(struct elsewhere *elsewhere, int run)
{
    uint32_t inodes[AT_ONCE];
    ssize_t length;
    while ((length = bpf_program_read(run, inodes, sizeof(inodes))) > 0) {
        for (size_t i = 0; i < (size_t)length / sizeof(*inodes); i++) {
            if (id_map_insert(&elsewhere->kernel, inodes[i], 1) == NULL)
                elsewhere->trouble = ENOMEM;
        }
    }
    if (length < 0 && elsewhere->trouble == 0)
        elsewhere->trouble = errno;
}

void owners_bpf_find_kernel(struct owners *owners, const char *proc,
                            bool (*is_enough)(struct owners *owners))
{
    if (!owners_bpf_load_kernel(owners, proc))
        return;
    for (size_t i = 0; i < BPF_KERNEL_PROGRAMS && !is_enough(owners); i++) {
        int run = bpf_program_run(owners->bpf->kernel[i]);
        if (run < 0 && owners->elsewhere.trouble == 0)
            owners->elsewhere.trouble = errno;
        if (run >= 0) {
            read_inodes(&owners->elsewhere, run);
            close(run);
        }
    }
}
