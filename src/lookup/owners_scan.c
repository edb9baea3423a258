/* SPDX-License-Identifier: MIT */
#include <errno.h>
#include <unistd.h>

#include "lookup/owners_bpf.h"
#include "lookup/owners_links.h"
#include "lookup/owners_walk.h"

/* In descriptors: each costs 3 us in /proc and 0.3 us in the BPF program, which takes 2 ms to load,
 * to run over the tasks of a small machine and to take out (Linux 6.18), so that they cross at
 * about 700. With a walk that is given up here, which is when it comes upon long tables late, that
 * is paid twice. */
enum { BPF_AFTER = 700 };

bool owners_prepare(struct owners *owners, const char *proc, struct error *error)
{
    return owners->choice != OWNERS_BPF || owners_bpf_load(owners, proc, error);
}

/* Whether the walk, whole or not, is better done again by the BPF program. An ordinary user who was
 * given CAP_BPF sees more with it. */
static bool is_poor(const struct owners *owners, enum walk_result result)
{
    return result == WALK_STOPPED ||
           (owners->unreadable > 0 && geteuid() != 0 && owners_count_unseen(owners) > 0);
}

static bool scan_by_bpf(struct owners *owners, const char *proc)
{
    struct error ignored = {0};
    bool good = owners_bpf_load(owners, proc, &ignored);
    if (good) {
        owners_forget(owners);
        good = owners_bpf_scan(owners, proc, &ignored);
        if (!good)
            owners_forget(owners);
    }
    error_clear(&ignored);
    return good;
}

static bool walk_whole(struct owners *owners, const char *proc, struct error *error)
{
    return owners_walk(owners, proc, 0, error) == WALK_WHOLE;
}

/* Where there is much to read, what was found so far is found again. */
static bool scan_by_either(struct owners *owners, const char *proc, struct error *error)
{
    if (!owners_bpf_is_built())
        return walk_whole(owners, proc, error);
    if (owners_is_ahead(owners) && scan_by_bpf(owners, proc))
        return true;
    enum walk_result result = owners_walk(owners, proc, BPF_AFTER, error);
    if (result == WALK_FAILED)
        return false;
    if (!is_poor(owners, result) || scan_by_bpf(owners, proc))
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
