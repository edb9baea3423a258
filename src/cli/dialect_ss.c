/* SPDX-License-Identifier: MIT */
#include "cli/dialect.h"

#include <linux/magic.h>
#include <stdlib.h>
#include <string.h>
#include <sys/vfs.h>

#include "cli/dialect_ss_states.h"
#include "cli/kinds.h"
#include "cli/option_apply.h"
#include "sink/layouts.h"

/* The order in which ss shows them. */
static const struct family *const order[] = {
    &family_netlink, &family_packet, &family_unix, &family_raw,  &family_udp,
    &family_tcp,     &family_mptcp,  &family_dccp, &family_sctp, &family_vsock,
    &family_tipc,    &family_xdp,    NULL,
};

static const char *const all[] = {"netlink", "packet", "unix",  "raw_ip", "udp", "tcp", "mptcp",
                                  "dccp",    "sctp",   "vsock", "tipc",   "xdp", NULL};
static const char *const internet[] = {"raw", "udp", "tcp", "mptcp", "dccp", "sctp", NULL};

static OPTION_ACTION(add_kind)
{
    options->usual_states |= dialect_ss_states_of(options, argument);
    return option_add_kind(options, row, argument, error);
}

/* An option of an address family. Its sockets of every kind are shown, unless -A names some of
 * them: choose_whole(). */
static OPTION_ACTION(add_whole)
{
    (void)row, (void)error;
    struct selection found = {0};
    kinds_add(&found, slice_of(argument));
    for (size_t i = 0; i < families_count; i++)
        options->whole |= found.kinds[i] != 0 ? UINT32_C(1) << i : 0;
    options->usual_states |= dialect_ss_states_of(options, argument);
    return true;
}

static OPTION_ACTION(add_family)
{
    const struct address_family *address = families_find_word(slice_of(argument));
    if (address != NULL && address->narrows == 0)
        return add_whole(options, row, address->name, error);
    options->usual_states |= dialect_ss_connected(options);
    return option_add_address_family(options, row, argument, error);
}

static void choose_whole(struct options *options)
{
    for (size_t i = 0; i < families_count; i++) {
        if ((options->whole >> i & 1) && options->query.selection.kinds[i] == 0)
            kinds_add(&options->query.selection, slice_of(families[i]->name));
    }
}

/* The first -A of ss takes back the protocols before it. It brings the connected states whatever
 * the families. */
static OPTION_ACTION(add_kinds)
{
    struct selection *selection = &options->query.selection;
    if (!options->queried)
        memset(selection->kinds, 0, sizeof(selection->kinds));
    if (!options->queried && argument[0] == '!')
        choose_whole(options);
    options->queried = true;
    return option_add_kinds(options, row, argument, error);
}

static OPTION_ACTION(set_all)
{
    options->listening = false;
    return option_set_all(options, row, argument, error);
}

static OPTION_ACTION(set_listening)
{
    (void)row, (void)argument, (void)error;
    options->listening = true;
    options->all = false;
    return true;
}

static OPTION_ACTION(set_bound)
{
    (void)row, (void)argument, (void)error;
    options->bound = true;
    return true;
}

static OPTION_ACTION(set_record)
{
    (void)row, (void)error;
    options->query.record = argument;
    return true;
}

static OPTION_ACTION(hide_queues)
{
    (void)row, (void)argument, (void)error;
    options->query.layout.hides_queues = true;
    return true;
}

/* -e and -b of ss show timers too. */
static OPTION_ACTION(add_with_timers)
{
    options->query.details |= IN_TIMERS;
    return option_add_details(options, row, argument, error);
}

static bool has_selinux(void)
{
    struct statfs mounted;
    return statfs("/sys/fs/selinux", &mounted) == 0 &&
           (unsigned long)mounted.f_type == SELINUX_MAGIC;
}

/* ss knows no contexts of other security modules. */
static OPTION_ACTION(add_contexts)
{
    options->refused = !has_selinux();
    if (options->refused)
        return error_set(error, 0, "SELinux is not enabled");
    return option_add_details(options, row, argument, error);
}

#define KIND(letter, name, family)                                                                 \
    {                                                                                              \
        letter, name, name, family, add_kind, NULL                                                 \
    }
#define WHOLE(letter, name, family)                                                                \
    {                                                                                              \
        letter, name, name, family, add_whole, NULL                                                \
    }
#define SAME(letter, name)                                                                         \
    {                                                                                              \
        letter, name, name, NULL, NULL, NULL                                                       \
    }

/* A row of the table is easier to read on one line. */
/* clang-format off */
static const struct dialect_word words[] = {
    SAME('h', "help"),
    SAME('V', "version"),
    {'v', NULL, "version", NULL, NULL, NULL},
    SAME('n', "numeric"),
    SAME('r', "resolve"),
    {'a', "all", "all", NULL, set_all, "sockets in every state"},
    {'l', "listening", "listening", NULL, set_listening, "listeners, and sockets without a peer"},
    {'B', "bound-inactive", "all", NULL, set_bound, "with the others: TCP sockets that are only bound"},
    {'o', "options", "options", NULL, NULL, NULL},
    {'e', "extended", "extended", NULL, add_with_timers, NULL},
    SAME('m', "memory"),
    SAME('p', "processes"),
    SAME('T', "threads"),
    SAME('i', "info"),
    {0, "tipcinfo", "verbose", NULL, NULL, "accepted, without effect"},
    SAME('s', "summary"),
    SAME(0, "tos"),
    SAME(0, "cgroup"),
    {'b', "bpf", "bpf", NULL, add_with_timers, NULL},
    {'E', "events", "events", NULL, NULL, NULL},
    {'Z', "context", "context", NULL, add_contexts, NULL},
    {'z', "contexts", "contexts", NULL, add_contexts, NULL},
    SAME('N', "net"),
    {'4', "ipv4", "ipv4", "inet", add_family, NULL},
    {'6', "ipv6", "ipv6", "inet6", add_family, NULL},
    WHOLE('0', "packet", "packet"),
    KIND('t', "tcp", "tcp"),
    KIND('M', "mptcp", "mptcp"),
    KIND('S', "sctp", "sctp"),
    KIND('u', "udp", "udp"),
    KIND('d', "dccp", "dccp"),
    KIND('w', "raw", "raw_ip"),
    WHOLE('x', "unix", "unix"),
    WHOLE(0, "tipc", "tipc"),
    WHOLE(0, "vsock", "vsock"),
    WHOLE(0, "xdp", "xdp"),
    {'f', "family", "family", NULL, add_family, NULL},
    {'K', "kill", "kill", NULL, NULL, "destroy the sockets that match the filter, and show them"},
    SAME('H', "no-header"),
    {'O', "oneline", "oneline", NULL, NULL, "all of a socket on one line"},
    {'Q', "no-queues", "oneline", NULL, hide_queues, "no columns for the queues"},
    SAME(0, "inet-sockopt"),
    {'A', "query", "query", NULL, add_kinds, NULL, "QUERY"},
    {0, "socket", "query", NULL, add_kinds, "the same as --query", "QUERY"},
    {'D', "diag", "filter", NULL, set_record, "write a raw dump of TCP sockets to this file and show nothing; - is standard output"},
    SAME('F', "filter"),
    SAME(0, "complete"),
};
/* clang-format on */

static const struct dialect_list lists[] = {
    {ARGUMENT_KINDS, "all|inet|tcp|mptcp|udp|raw|unix|unix_dgram|unix_stream|unix_seqpacket|packet|"
                     "packet_raw|packet_dgram|netlink|dccp|sctp|vsock_stream|vsock_dgram|tipc|xdp"},
    {ARGUMENT_FAMILY, "inet|inet6|link|unix|netlink|vsock|tipc|xdp"},
    {ARGUMENT_STATES, "established|syn-sent|syn-recv|fin-wait-1|fin-wait-2|time-wait|closed|"
                      "close-wait|last-ack|listening|closing|all|connected|synchronized|bucket|"
                      "big"},
    {ARGUMENT_FIELDS, "state|src|dst|sport|dport|dev|fwmark|cgroup|autobound"},
};

/* ss knows neither UDP-Lite nor ping sockets. */
static void limit_families(struct selection *selection)
{
    static const char *const unknown[] = {"udplite", "icmp", "icmp6"};
    for (size_t i = 0; i < sizeof(unknown) / sizeof(unknown[0]); i++)
        kinds_remove(selection, slice_of(unknown[i]));
}

static void choose_families(struct options *options)
{
    static const char *const with_events[] = {"tcp", "udp", NULL};
    struct selection *selection = &options->query.selection;
    if (options->query.events && selection_is_empty(selection))
        dialect_add_families(selection, with_events);
    else if (selection->addresses != 0)
        dialect_add_families(selection, internet);
    else if (selection_is_empty(selection))
        dialect_add_families(selection, all);
    selection->named = UINT32_MAX; /* -4 takes away none that was chosen, not even by `-A all` */
    limit_families(selection);
}

static bool shows_one_kind(const struct selection *selection)
{
    size_t count = 0;
    for (size_t i = 0; i < families_count; i++) {
        if (families[i] == &family_tipc) /* one table for ss */
            count += selection->kinds[i] != 0;
        for (size_t j = 0; families[i] != &family_tipc && j < families[i]->kind_count; j++)
            count += selection->kinds[i] >> j & 1;
    }
    return count == 1;
}

/* With families or words of a filter, ss -s shows sockets below the totals. A filter of -F alone is
 * left aside. */
static void complete_summary(struct options *options)
{
    struct query *query = &options->query;
    struct selection *selection = &query->selection;
    bool chosen = !selection_is_empty(selection) || selection->addresses != 0;
    if (query->summary && (chosen || options->word_count > 0)) {
        query->summary = false;
        query->totals_first = true;
    }
    if (!query->summary)
        return;
    query->details = 0;
    filter_free(selection->filter);
    selection->filter = NULL;
}

/* As ss: TCP sockets are read from this file, up to the end of the first dump in it. */
static void choose_recording(struct query *query)
{
    const char *path = getenv("TCPDIAG_FILE");
    if (!query->summary && !query->events && query->record == NULL)
        query->recording = (struct recording){path, true, RECORDING_PATIENCE};
}

static void complete(struct options *options)
{
    struct query *query = &options->query;
    complete_summary(options);
    query->format = &format_ss;
    query->order = order;
    query->apart = true;
    query->as_other = true;
    choose_recording(query);
    options->asks = true;
    if (options->kill)
        query->arrangement.kill = KILL_NOW;
    if (query->summary)
        return;
    choose_families(options);
    dialect_ss_choose_states(options);
    query->layout.hides_netid = shows_one_kind(&query->selection);
    query->layout.hides_state = dialect_ss_shows_one_state(options);
}

const struct dialect dialect_ss = {
    .name = "ss",
    .version = "ss utility, iproute2-6.1.0",
    .usage = "Usage: ss [OPTION]... [FILTER]",
    .words = words,
    .word_count = sizeof(words) / sizeof(words[0]),
    .lists = lists,
    .list_count = sizeof(lists) / sizeof(lists[0]),
    .takes_filter = true,
    .usage_status = 255,
    .filter_status = 1,
    .choose = choose_whole,
    .complete = complete,
};
