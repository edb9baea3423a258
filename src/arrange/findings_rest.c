/* SPDX-License-Identifier: MIT */
#include <errno.h>
#include <string.h>
#include <unistd.h>

#include "arrange/findings.h"
#include "lookup/netns_numbers.h"
#include "owners/descriptors.h"
#include "owners/sight.h"

/* What is found of processes and of the kernel. */

/* Whether the process is in a namespace that was read. */
static bool is_chosen(struct findings *findings, uint32_t netns)
{
    if (netns == 0)
        return findings->health->any_process;
    return netns_numbers_find(&findings->lookups->states, netns) != NULL;
}

static void take_process(void *context, const struct descriptor_use *use)
{
    struct findings *findings = context;
    const struct health_check_row *row = &health_checks[HEALTH_DESCRIPTORS];
    if (!health_is_near(use->used, use->limit, findings->health->limits[HEALTH_DESCRIPTORS]) ||
        !is_chosen(findings, use->netns))
        return;
    const struct finding finding = {
        .check = HEALTH_DESCRIPTORS,
        .what = row->what,
        .unit = row->unit,
        .look_at = row->look_at,
        .says = row->says,
        .measure = {.amount = use->used,
                    .limit = use->limit,
                    .has_limit = true,
                    .critical = use->used >= use->limit},
        .netns = use->netns,
    };
    findings_add_process(findings, &finding, use->name, use->pid);
}

/* Numbers of the kernel with a limit. Those of the whole machine are known in the first namespace
 * only, because their limits are. */
static const struct kernel_limit {
    enum netns_number number, limit;
    const char *what, *unit, *look_at, *says;
    bool in_pages;
} kernel_limits[] = {
    {NETNS_TCP_MEMORY, NETNS_TCP_MEMORY_LIMIT, "tcp_memory", "bytes", "tcp_mem",
     "memory of TCP %a/%l (net.ipv4.tcp_mem)", true},
    {NETNS_TIME_WAIT, NETNS_TIME_WAIT_LIMIT, "time_wait", "sockets", "tcp_max_tw_buckets",
     "sockets in TIME_WAIT %a/%l (net.ipv4.tcp_max_tw_buckets)", false},
    {NETNS_ORPHANS, NETNS_ORPHANS_LIMIT, "orphans", "sockets", "tcp_max_orphans",
     "orphans %a/%l (net.ipv4.tcp_max_orphans)", false},
};

static void check_limit(struct findings *findings, const struct netns_numbers *numbers,
                        const struct kernel_limit *row)
{
    uint64_t amount, limit, unit = row->in_pages ? (uint64_t)sysconf(_SC_PAGESIZE) : 1;
    if (!netns_number_get(numbers, row->number, &amount) ||
        !netns_number_get(numbers, row->limit, &limit) || limit == 0 ||
        !health_is_near(amount, limit, findings->health->limits[HEALTH_KERNEL_LIMITS]))
        return;
    const struct finding finding = {
        .check = HEALTH_KERNEL_LIMITS,
        .what = row->what,
        .unit = row->unit,
        .look_at = row->look_at,
        .says = row->says,
        .measure = {.amount = amount * unit,
                    .limit = limit * unit,
                    .has_limit = true,
                    .critical = amount >= limit},
        .netns = numbers->netns,
    };
    findings_add(findings, &finding);
}

#define DROPPED "dropped %a between two looks"
/* Counters of drops in a namespace. */
static const struct drop_counter {
    enum netns_number number;
    const char *what, *look_at, *says;
    bool of_listeners; /* the listeners count these drops too */
} drop_counters[] = {
    {NETNS_LISTEN_OVERFLOWS, "ListenOverflows", "accept",
     "full listen queues " DROPPED " (ListenOverflows)", true},
    {NETNS_LISTEN_DROPS, "ListenDrops", "accept", "listeners " DROPPED " (ListenDrops)", true},
    {NETNS_BACKLOG_DROPS, "TCPBacklogDrop", "receive_buffer",
     "connections " DROPPED " (TCPBacklogDrop)", false},
};

/* Whether a finding tells already that a listener of the namespace drops. */
static bool listener_is_found(const struct findings *findings, uint32_t netns)
{
    for (size_t i = 0; i < findings->count; i++) {
        if (findings->items[i].check == HEALTH_DROPS && findings->items[i].of_listener &&
            findings->items[i].netns == netns)
            return true;
    }
    return false;
}

/* False when the counter did not grow by so much. */
static bool check_counter(struct findings *findings, const struct netns_looks *looks,
                          const struct drop_counter *row)
{
    uint64_t before, now;
    if (!netns_number_get(&looks->before, row->number, &before) ||
        !netns_number_get(&looks->now, row->number, &now) || now < before ||
        now - before < findings->health->limits[HEALTH_DROPS])
        return false;
    const struct finding finding = {
        .check = HEALTH_DROPS,
        .what = row->what,
        .unit = health_checks[HEALTH_DROPS].unit,
        .look_at = row->look_at,
        .says = row->says,
        .measure.amount = now - before,
        .netns = looks->now.netns,
    };
    findings_add(findings, &finding);
    return true;
}

/* An overflow of a listener is counted as a drop too, so it is told once. */
static void check_counters(struct findings *findings, const struct netns_looks *looks)
{
    bool told = listener_is_found(findings, looks->now.netns);
    for (size_t i = 0; i < sizeof(drop_counters) / sizeof(drop_counters[0]); i++) {
        bool skipped = told && drop_counters[i].of_listeners;
        if (!skipped && check_counter(findings, looks, &drop_counters[i]))
            told |= drop_counters[i].of_listeners;
    }
}

static void check_namespace(struct findings *findings, const struct netns_looks *looks)
{
    size_t count = sizeof(kernel_limits) / sizeof(kernel_limits[0]);
    if (health_asks(findings->health, HEALTH_DROPS))
        check_counters(findings, looks);
    for (size_t i = 0; health_asks(findings->health, HEALTH_KERNEL_LIMITS) && i < count; i++)
        check_limit(findings, &looks->now, &kernel_limits[i]);
}

/* Processes that the mount hides are no failure, as owners that may not be seen are none. */
static void check_processes(struct findings *findings, const char *proc, struct notes *notes)
{
    struct sight sight = {0};
    bool good = descriptors_each(proc, take_process, findings);
    if (!good && errno == ESRCH)
        notes_add(notes, NOTE_COUNTERS_UNREADABLE, OUTCOME_INCOMPLETE, 0,
                  "health: %s: no processes are there: is procfs mounted?", proc);
    else if (!good)
        notes_add(notes, NOTE_COUNTERS_UNREADABLE, OUTCOME_INCOMPLETE, 0, "health: %s: %s", proc,
                  strerror(errno));
    if (!good)
        return;
    sight_read(&sight, proc);
    if (sight.hidepid)
        notes_add(notes, NOTE_OWNERS_HIDDEN, OUTCOME_COMPLETE, 0,
                  "health: %s hides processes of others (hidepid), so their descriptors are not "
                  "judged: root, or CAP_SYS_PTRACE, sees them",
                  proc);
}

/* One note for all numbers of a namespace that a check lacks. */
static void note_unknown(enum health_check check, const char *path, struct notes *notes)
{
    notes_add(notes, NOTE_COUNTERS_UNREADABLE, OUTCOME_INCOMPLETE, 0,
              "health: %s not judged: /proc/%s cannot be read", health_checks[check].name, path);
}

/* Limits of the whole machine are missing in most namespaces, which is no failure. */
static void check_known(const struct findings *findings, const struct netns_numbers *numbers,
                        struct notes *notes)
{
    static const struct {
        enum health_check check;
        enum netns_number number;
        const char *path;
    } rows[] = {
        {HEALTH_DROPS, NETNS_LISTEN_DROPS, "net/netstat"},
        {HEALTH_PORTS, NETNS_PORTS, "sys/net/ipv4/ip_local_port_range"},
        {HEALTH_KERNEL_LIMITS, NETNS_TIME_WAIT, "net/sockstat"},
        {HEALTH_KERNEL_LIMITS, NETNS_TIME_WAIT_LIMIT, "sys/net/ipv4/tcp_max_tw_buckets"},
    };
    uint64_t ignored;
    for (size_t i = 0; i < sizeof(rows) / sizeof(rows[0]); i++) {
        bool is_judged = !findings->health->sockets_only || rows[i].check == HEALTH_PORTS;
        if (is_judged && health_asks(findings->health, rows[i].check) &&
            !netns_number_get(numbers, rows[i].number, &ignored))
            note_unknown(rows[i].check, rows[i].path, notes);
    }
}

void findings_add_rest(struct findings *findings, const char *proc, struct notes *notes)
{
    const struct netns_looks *looks;
    bool only_sockets = findings->health->sockets_only;
    for (size_t i = 0; (looks = netns_numbers_at(&findings->lookups->states, i)) != NULL; i++) {
        if (!looks->read)
            continue;
        if (!only_sockets)
            check_namespace(findings, looks);
        check_known(findings, &looks->now, notes);
    }
    if (!only_sockets && health_asks(findings->health, HEALTH_DESCRIPTORS))
        check_processes(findings, proc, notes);
}
