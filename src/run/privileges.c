/* SPDX-License-Identifier: MIT */
#include "run/privileges.h"

#include <errno.h>
#include <fcntl.h>
#include <linux/capability.h>
#include <string.h>
#include <sys/prctl.h>
#include <unistd.h>

#include "family/families.h"
#include "sink/layouts.h"
#include "util/file.h"
#include "util/lent.h"

/* What the layout of ss shows with some details, for which it has no columns. */
static uint64_t shown_as_ss(const struct query *query)
{
    if (query->format != &format_ss)
        return 0;
    return (query->details & IN_EXTENDED ? HAVE_MARK | HAVE_CGROUP : 0) |
           (query->details & IN_CGROUP ? HAVE_CGROUP : 0);
}

/* Whether a column, the filter or the layout of ss reads one of these (HAVE_*). */
static bool reads(const struct query *query, uint64_t have)
{
    uint64_t read = filter_reads(query->selection.filter) | shown_as_ss(query);
    for (size_t i = 0; i < query->column_count; i++)
        read |= query->columns[i].column->have;
    return (read & have) != 0;
}

static bool finds_owners(const struct query *query)
{
    return (query->needs & (NEED_OWNERS | NEED_CONTEXTS | NEED_SOCKET_CONTEXTS)) != 0;
}

static bool may_load_bpf(const struct query *query)
{
    return finds_owners(query) && query->owners != OWNERS_PROC;
}

static bool leaves_namespace(const struct query *query)
{
    return query->netns.all || query->netns.argument != NULL;
}

/* A netlink socket is shown with the name of the process whose id is its port. */
static bool reads_processes(const struct query *query)
{
    return finds_owners(query) || leaves_namespace(query) ||
           selection_has_kind(&query->selection, &family_netlink, &family_netlink.kinds[0]);
}

static bool finds_groups(const struct query *query)
{
    return reads(query, HAVE_CGROUP);
}

/* The mark, keys (TCP-MD5) and modules (ULP) among the details, and the program of a packet socket.
 * Events have a longer queue with it, and a recording has all that may be read. */
static bool reads_guarded(const struct query *query)
{
    return reads(query, HAVE_MARK) || query->needs & (NEED_INFO | NEED_FILTER) || query->events ||
           query->record != NULL;
}

static bool destroys(const struct query *query)
{
    return query->arrangement.kill != KILL_NOTHING;
}

/* `stand_in` is what the kernel takes in place of a capability that is not permitted. */
static const struct {
    unsigned capability, stand_in;
    bool (*is_needed)(const struct query *query);
} rows[] = {
    {CAP_SYS_PTRACE, CAP_SYS_PTRACE, reads_processes},
    {CAP_DAC_READ_SEARCH, CAP_DAC_OVERRIDE, reads_processes},
    {CAP_DAC_READ_SEARCH, CAP_DAC_READ_SEARCH, finds_groups}, /* open_by_handle_at(2) */
    {CAP_SYS_ADMIN, CAP_SYS_ADMIN, finds_groups},             /* fsmount(2) */
    {CAP_SYS_ADMIN, CAP_SYS_ADMIN, leaves_namespace},         /* setns(2) */
    {CAP_NET_ADMIN, CAP_NET_ADMIN, reads_guarded},
    {CAP_NET_ADMIN, CAP_NET_ADMIN, destroys},
    {CAP_BPF, CAP_SYS_ADMIN, may_load_bpf},
    {CAP_PERFMON, CAP_SYS_ADMIN, may_load_bpf},
};

/* Without CAP_SYS_PTRACE the kernel shows descriptors of those processes only that have no
 * capability that the reader lacks (cap_ptrace_access_check in security/commoncap.c): in a
 * container root would lose sight of root's own processes. */
static bool are_compared(const struct query *query, uint64_t permitted)
{
    return reads_processes(query) && !(permitted & CAPABILITY_BIT(CAP_SYS_PTRACE));
}

uint64_t privileges_needed(const struct query *query, uint64_t permitted)
{
    uint64_t needed = 0;
    if (are_compared(query, permitted))
        return permitted;
    for (size_t i = 0; i < sizeof(rows) / sizeof(rows[0]); i++) {
        uint64_t bit = CAPABILITY_BIT(rows[i].capability);
        if (rows[i].is_needed(query))
            needed |= permitted & bit ? bit : CAPABILITY_BIT(rows[i].stand_in);
    }
    return needed & permitted;
}

void privileges_limit(const struct query *query)
{
    prctl(PR_SET_NO_NEW_PRIVS, 1, 0, 0, 0);
    capability_keep(privileges_needed(query, capability_permitted()));
}

/* Whether files that the caller chooses may be read as if they came from the kernel, or written. */
static bool allow_made_up(const char *option, struct error *error)
{
    return !lent_rights() ||
           error_set(error, EPERM,
                     "%s: not with the rights that the file of the program lends: run it as root, "
                     "for example with sudo",
                     option);
}

static bool allow_proc(const struct query *query, struct error *error)
{
    if (query->host_proc == NULL)
        return true;
    if (!allow_made_up("--host-proc", error))
        return false;
    int directory = file_open_at(AT_FDCWD, query->host_proc, O_DIRECTORY);
    if (directory < 0)
        return error_set_errno(error, errno, "--host-proc: %s", query->host_proc);
    close(directory);
    return true;
}

bool privileges_allow_sources(const struct query *query, struct error *error)
{
    if (query->record != NULL && strcmp(query->record, "-") != 0 && !allow_made_up("-D", error))
        return false;
    const char *option = query->as_other ? "TCPDIAG_FILE" : "--source=file";
    return allow_proc(query, error) &&
           (query->recording.path == NULL || allow_made_up(option, error));
}
