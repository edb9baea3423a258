/* SPDX-License-Identifier: MIT */
#include "owners/bpf.h"

#include <errno.h>
#include <fcntl.h>
#include <linux/capability.h>
#include <stdlib.h>
#include <unistd.h>

#include "owners/bpf_ahead.h"
#include "owners/bpf_program.h"
#include "owners/owners.h"
#include "owners/task.h"
#include "util/capability.h"
#include "util/file.h"
#include "util/thread.h"
#include "util/trouble.h"

/* With this many wanted sockets a second thread pays off: the BPF program then runs for some
 * milliseconds, and more sockets are still to come. */
enum { AHEAD_AFTER = 4096 };

bool owners_bpf_is_built(void)
{
    return true;
}

/* The kernel's error depends on which capability is missing, so the capabilities are checked first.
 * CAP_SYS_ADMIN replaces both. */
static const char *missing_capabilities(void)
{
    static const struct capability_pair pair = {
        CAP_BPF, CAP_PERFMON, {NULL, "CAP_BPF", "CAP_PERFMON", "CAP_BPF and CAP_PERFMON"}};
    return capability_is_held(CAP_SYS_ADMIN) ? NULL : capability_missing(&pair);
}

static bool refuse(struct error *error, int number)
{
    const char *missing = missing_capabilities();
    if (missing != NULL && trouble_of(number) != TROUBLE_RESOURCES)
        return error_set(error, number, "owners: bpf: not permitted: this process does not have %s",
                         missing);
    switch (trouble_of(number)) {
    case TROUBLE_FORBIDDEN:
        return error_set(error, number,
                         "owners: bpf: not permitted: the container, or a lockdown of the kernel, "
                         "forbids it");
    case TROUBLE_RESOURCES:
        return error_set_errno(error, number, "owners: bpf: cannot load the program");
    case TROUBLE_NONE:
    case TROUBLE_GONE:
    case TROUBLE_OTHER:
        break;
    }
    return error_set_errno(error, number,
                           "owners: bpf: this kernel does not take the program (it must be Linux "
                           "5.17 or later, with BTF in /sys/kernel/btf/vmlinux)");
}

static bool require_our_numbers(const char *path, struct error *error)
{
    int proc = file_open_at(AT_FDCWD, path, O_DIRECTORY);
    if (proc < 0)
        return error_set_errno(error, errno, "owners: bpf: cannot read %s", path);
    bool same = task_has_our_numbers(proc);
    close(proc);
    return same || error_set(error, EXDEV,
                             "owners: bpf: %s is not of the pid namespace of this process: its "
                             "numbers would be wrong",
                             path);
}

/* Fills `bpf` of the owners with nothing loaded. Does nothing the second time. */
static bool prepare(struct owners *owners, const char *proc, struct error *error)
{
    if (owners->bpf != NULL)
        return true;
    if (!require_our_numbers(proc, error))
        return false;
    owners->bpf = malloc(sizeof(*owners->bpf));
    if (owners->bpf == NULL)
        return error_set_errno(error, ENOMEM, "owners: bpf");
    *owners->bpf = (struct owners_bpf){
        .files = -1,
        .threads = -1,
        .kernel = {-1, -1},
        .is_below = !sight_has_first_numbers(proc),
    };
    return true;
}

/* What is loaded can run without the capabilities that loading takes. Without CAP_SYS_PTRACE the
 * kernel compares our capabilities with those of each process in /proc, so all are kept. */
void owners_bpf_give_up_loading(const struct owners *owners)
{
    bool is_loaded = owners->bpf != NULL && owners->bpf->ahead == NULL && owners->bpf->files >= 0;
    if (is_loaded && capability_is_held(CAP_SYS_PTRACE))
        capability_keep(~(CAPABILITY_BIT(CAP_BPF) | CAPABILITY_BIT(CAP_PERFMON)));
}

bool owners_bpf_load(struct owners *owners, const char *proc, struct error *error)
{
    if (!prepare(owners, proc, error))
        return false;
    struct owners_bpf *bpf = owners->bpf;
    if (bpf->ahead != NULL)
        bpf_ahead_wait(bpf->ahead);
    if (bpf->files < 0)
        bpf->files = bpf_program_link_files(bpf->is_below);
    if (bpf->files < 0)
        return refuse(error, -bpf->files);
    if (bpf->threads < 0 && owners->with_threads)
        bpf->threads = bpf_program_link_threads();
    if (owners->with_threads && bpf->threads < 0)
        return refuse(error, -bpf->threads);
    return true;
}

bool owners_bpf_load_kernel(struct owners *owners, const char *proc)
{
    struct error ignored = {0};
    bool good = prepare(owners, proc, &ignored) &&
                (owners->bpf->kernel[0] >= 0 || bpf_program_link_kernel(owners->bpf->kernel));
    error_clear(&ignored);
    return good;
}

void owners_read_ahead(struct owners *owners, const char *proc, uint64_t expected)
{
    struct error ignored = {0};
    if (owners->tried_ahead || expected < AHEAD_AFTER)
        return;
    owners->tried_ahead = true;
    if (owners->choice != OWNERS_PROC && !owners->with_threads && !owners->with_socket_contexts &&
        thread_processors() > 1 && prepare(owners, proc, &ignored))
        owners->bpf->ahead = bpf_ahead_start(owners, proc);
    error_clear(&ignored);
}

bool owners_bpf_is_ahead(const struct owners *owners)
{
    return owners->bpf != NULL && owners->bpf->ahead != NULL;
}

bool owners_bpf_is_ahead_done(const struct owners *owners)
{
    return owners_bpf_is_ahead(owners) && bpf_ahead_is_done(owners->bpf->ahead);
}

bool owners_bpf_take_ahead(struct owners_bpf *bpf, struct owners *found)
{
    struct bpf_ahead *ahead = bpf->ahead;
    bpf->ahead = NULL;
    return ahead != NULL && bpf_ahead_end(ahead, found);
}

void owners_bpf_free(struct owners_bpf *bpf)
{
    if (bpf == NULL)
        return;
    owners_bpf_take_ahead(bpf, NULL);
    if (bpf->files >= 0)
        close(bpf->files);
    if (bpf->threads >= 0)
        close(bpf->threads);
    for (size_t i = 0; i < BPF_KERNEL_PROGRAMS; i++) {
        if (bpf->kernel[i] >= 0)
            close(bpf->kernel[i]);
    }
    free(bpf);
}
