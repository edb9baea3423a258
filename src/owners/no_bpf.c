/* SPDX-License-Identifier: MIT */
#include <errno.h>

#include "owners/bpf.h"
#include "owners/owners.h"

/* Built in place of bpf.c where clang or bpftool is missing, or with -Dbpf=disabled. */

bool owners_bpf_is_built(void)
{
    return false;
}

bool owners_bpf_load(struct owners *owners, const char *proc, struct error *error)
{
    (void)owners, (void)proc;
    return error_set(error, ENOTSUP,
                     "owners: bpf: this program was built without it: build it with -Dbpf=enabled");
}

bool owners_bpf_scan(struct owners *owners, const char *proc, struct error *error)
{
    return owners_bpf_load(owners, proc, error);
}

void owners_read_ahead(struct owners *owners, const char *proc, uint64_t expected)
{
    (void)owners, (void)proc, (void)expected;
}

bool owners_bpf_load_kernel(struct owners *owners, const char *proc)
{
    (void)owners, (void)proc;
    return false;
}

void owners_bpf_find_kernel(struct owners *owners, const char *proc,
                            bool (*is_enough)(struct owners *owners))
{
    (void)owners, (void)proc, (void)is_enough;
}

void owners_bpf_give_up_loading(const struct owners *owners)
{
    (void)owners;
}

bool owners_bpf_is_ahead(const struct owners *owners)
{
    (void)owners;
    return false;
}

bool owners_bpf_is_ahead_done(const struct owners *owners)
{
    return owners_bpf_is_ahead(owners);
}

bool owners_bpf_take_ahead(struct owners_bpf *bpf, struct owners *found)
{
    (void)bpf, (void)found;
    return false;
}

void owners_bpf_free(struct owners_bpf *bpf)
{
    (void)bpf;
}
