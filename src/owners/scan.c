/* SPDX-License-Identifier: MIT */
#include <errno.h>

#include "need.h"
#include "owners/absence.h"
#include "owners/ahead.h"
#include "owners/bpf.h"
#include "owners/links.h"
#include "owners/proc_scan.h"

/* In descriptors. Each costs 3 us in /proc and 0.3 us in the BPF program. The program takes another
 * 1.2 ms to load, to run over the tasks of a small machine and to unload (Linux 6.18), so both cost
 * the same at about 400. The scan of /proc that is given up there is paid for in addition, which
 * matters most when it meets long fd directories late. With some more than 100 processes nothing of
 * it is done. */
enum { BPF_AFTER = 400 };

bool owners_prepare(struct owners *owners, const char *proc, struct error *error)
{
    return owners->choice != OWNERS_BPF || owners_bpf_load(owners, proc, error);
}

/* Whether the BPF program may find owners that a whole scan of /proc did not: this process may not
 * read every other process, but may be allowed to load the program. When it could read all and
 * found no owner, the program is not worth its milliseconds. */
static bool can_bpf_see_more(const struct owners *owners)
{
    bool may_miss = owners->unreadable > 0 || owners->trouble != 0 || owners->sight.hidepid;
    return may_miss && owners_count_unseen(owners) > 0;
}

/* Drops what was found so far, because the program finds it again. When the program cannot be
 * loaded, it is kept. */
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

static bool scan_proc(struct owners *owners, const char *proc, struct error *error)
{
    return owners_proc_scan(owners, proc, 0, error) == PROC_SCAN_WHOLE;
}

/* Starts with /proc, and gives that up when there is much to read; with `is_much` that is known. */
static bool scan_by_either(struct owners *owners, const char *proc, bool is_much,
                           struct error *error)
{
    if (!owners_bpf_is_built())
        return scan_proc(owners, proc, error);
    if (is_much && load_bpf(owners, proc) && scan_by_bpf(owners, proc))
        return true;
    enum proc_scan_result result = owners_proc_scan(owners, proc, BPF_AFTER, error);
    if (result == PROC_SCAN_FAILED || (result == PROC_SCAN_WHOLE && !can_bpf_see_more(owners)))
        return result == PROC_SCAN_WHOLE;
    bool loaded = load_bpf(owners, proc);
    if (loaded ? scan_by_bpf(owners, proc) : result == PROC_SCAN_WHOLE)
        return true;
    owners_forget(owners);
    return scan_proc(owners, proc, error);
}

static bool scan_as_chosen(struct owners *owners, const char *proc, bool is_much,
                           struct error *error)
{
    if (!owners_hash_all(owners))
        return error_set_errno(error, ENOMEM, "owners");
    switch (owners->choice) {
    case OWNERS_AUTO:
        return scan_by_either(owners, proc, is_much, error);
    case OWNERS_PROC:
        return scan_proc(owners, proc, error);
    case OWNERS_BPF:
        return owners_bpf_load(owners, proc, error) && owners_bpf_scan(owners, proc, error);
    }
    return false;
}

static bool scan_wanted(struct owners *owners, const char *proc, struct error *error)
{
    bool is_much = owners_bpf_is_ahead(owners) || owners->ahead != NULL;
    owners->scanned = true;
    sight_read(&owners->sight, proc);
    if (owners->needs & NEED_OWNER_CGROUPS)
        sight_read_cgroups(&owners->sight, proc);
    owners->failed =
        !owners_take_ahead(owners, proc) && !scan_as_chosen(owners, proc, is_much, error);
    if (owners->failed)
        return false;
    owners_note_trouble(owners, owners->sight.trouble);
    owners_explain_absences(owners, proc);
    return !owners->failed || error_set(error, ENOMEM, OWNERS_NO_RESOURCES);
}

bool owners_scan(struct owners *owners, const char *proc, struct error *error)
{
    bool good = owners->scanned || owners->order_count == 0 || scan_wanted(owners, proc, error);
    owners_bpf_give_up_loading(owners);
    return good;
}
