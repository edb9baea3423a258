/* SPDX-License-Identifier: MIT */
#include <errno.h>
#include <linux/capability.h>
#include <unistd.h>

#include "owners/bpf.h"
#include "owners/links.h"
#include "owners/walk.h"
#include "util/capability.h"

/* In descriptors: each costs 3 us in /proc and 0.3 us in the BPF program, which takes 2 ms to load,
 * to run over the tasks of a small machine and to take out (Linux 6.18), so that they cross at
 * about 700. With a walk that is given up here, which is when it comes upon long tables late, that
 * is paid twice. */
enum { BPF_AFTER = 700 };

bool owners_prepare(struct owners *owners, const char *proc, struct error *error)
{
    return owners->choice != OWNERS_BPF || owners_bpf_load(owners, proc, error);
}

/* Whether the BPF program may see more than a whole walk did: for somebody without the right to
 * read every process, who was given that to load it. To root, what remains unseen no process holds,
 * or one that is not worth the milliseconds. */
static bool is_poor(const struct owners *owners)
{
    bool may_read_all = geteuid() == 0 && capability_is_held(CAP_SYS_PTRACE);
    return !may_read_all && owners_count_unseen(owners) > 0;
}

/* What was found so far is found again. Where the program cannot be loaded, it stays. */
static bool load_bpf(struct owners *owners, const char *proc)
{
    struct error ignored = {0};
    bool good = owners_bpf_load(owners, proc, &ignored);
    error_clear(&ignored);
    if (good)
        owners_forget(owners);
    return good;
}

static bool scan_by_bpf(struct owners *owners, const char *proc)
{
    struct error ignored = {0};
    bool good = owners_bpf_scan(owners, proc, &ignored);
    error_clear(&ignored);
    if (!good)
        owners_forget(owners);
    return good;
}

static bool walk_whole(struct owners *owners, const char *proc, struct error *error)
{
    return owners_walk(owners, proc, 0, error) == WALK_WHOLE;
}

/* A walk is given up where there is much to read. */
static bool scan_by_either(struct owners *owners, const char *proc, struct error *error)
{
    if (!owners_bpf_is_built())
        return walk_whole(owners, proc, error);
    if (owners_is_ahead(owners) && load_bpf(owners, proc) && scan_by_bpf(owners, proc))
        return true;
    enum walk_result result = owners_walk(owners, proc, BPF_AFTER, error);
    if (result == WALK_FAILED || (result == WALK_WHOLE && !is_poor(owners)))
        return result == WALK_WHOLE;
    bool loaded = load_bpf(owners, proc);
    if (loaded ? scan_by_bpf(owners, proc) : result == WALK_WHOLE)
        return true;
    owners_forget(owners);
    return walk_whole(owners, proc, error);
}

bool owners_scan(struct owners *owners, const char *proc, struct error *error)
{
    if (owners->scanned || owners->order_count == 0)
        return true;
    owners->scanned = true;
    if (!owners_hash_all(owners))
        return error_set_errno(error, ENOMEM, "owners");
    switch (owners->choice) {
    case OWNERS_AUTO:
        return scan_by_either(owners, proc, error);
    case OWNERS_PROC:
        return walk_whole(owners, proc, error);
    case OWNERS_BPF:
        return owners_bpf_load(owners, proc, error) && owners_bpf_scan(owners, proc, error);
    }
    return false;
}
