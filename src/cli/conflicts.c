/* SPDX-License-Identifier: MIT */
#include "cli/conflicts.h"

#include "cli/features.h"

#define NO_ANSWER         "--schema: it prints the shape of answers, and none of them: not with "
#define OVERVIEW_ROWS     "--overview: it has rows, columns and an order of its own: not with "
#define OWN_GROUPS        "--ports: it has rows, columns and an order of its own: not with "
#define RECORDED          "--source=file: it reads a recording, not the machine: not with "
#define NO_SINGLE_SOCKETS "--summary: it counts sockets and shows none by itself: not with "

/* What the program can do, and what changes that for all of it: each with words that ask for it.
 * The table below has a row for every two of them. */
static const struct {
    enum feature feature;
    const char *words;
} modes[] = {
    {FEATURE_SUMMARY, "--summary"},   {FEATURE_EVENTS, "--events"},
    {FEATURE_ROUNDS, "--continuous"}, {FEATURE_KILL, "--kill-all"},
    {FEATURE_WAIT, "--wait"},         {FEATURE_GROUPS, "--count-by=netid"},
    {FEATURE_SORT, "--sort=netid"},   {FEATURE_LIMIT, "--limit=1"},
    {FEATURE_PORTS, "--ports"},       {FEATURE_OVERVIEW, "--overview"},
    {FEATURE_SCHEMA, "--schema"},     {FEATURE_HEALTH, "--health"},
};

#define GO_TOGETHER NULL

/* Two features that exclude each other. A row that names one feature twice refuses it by itself.
 * The user reads the message of the first row that fits. Modes that go together have a row too, so
 * that none is forgotten. */
static const struct {
    enum feature one, other;
    const char *message;
} conflicts[] = {
    {FEATURE_SUMMARY, FEATURE_ROUNDS, GO_TOGETHER},
    {FEATURE_EVENTS, FEATURE_LIMIT, GO_TOGETHER},
    {FEATURE_ROUNDS, FEATURE_GROUPS, GO_TOGETHER},
    {FEATURE_ROUNDS, FEATURE_SORT, GO_TOGETHER},
    {FEATURE_ROUNDS, FEATURE_LIMIT, GO_TOGETHER},
    {FEATURE_WAIT, FEATURE_GROUPS, GO_TOGETHER},
    {FEATURE_WAIT, FEATURE_SORT, GO_TOGETHER},
    {FEATURE_WAIT, FEATURE_LIMIT, GO_TOGETHER},
    {FEATURE_GROUPS, FEATURE_SORT, GO_TOGETHER},
    {FEATURE_GROUPS, FEATURE_LIMIT, GO_TOGETHER},
    {FEATURE_SORT, FEATURE_LIMIT, GO_TOGETHER},
    {FEATURE_PORTS, FEATURE_ROUNDS, GO_TOGETHER},
    {FEATURE_PORTS, FEATURE_LIMIT, GO_TOGETHER},
    {FEATURE_OVERVIEW, FEATURE_ROUNDS, GO_TOGETHER},
    {FEATURE_HEALTH, FEATURE_ROUNDS, GO_TOGETHER},
    {FEATURE_OVERVIEW, FEATURE_LIMIT, GO_TOGETHER},
    {FEATURE_HEALTH, FEATURE_WAIT, GO_TOGETHER},
    {FEATURE_HEALTH, FEATURE_SORT, GO_TOGETHER},
    {FEATURE_HEALTH, FEATURE_LIMIT, GO_TOGETHER},

    {FEATURE_NETNS, FEATURE_ALL_NETNS, "--net and --all-netns exclude each other: choose one"},

    {FEATURE_TRAILER_ALONE, FEATURE_TRAILER_ALONE, "--trailer goes with --ndjson only"},

    {FEATURE_SCHEMA, FEATURE_SUMMARY, NO_ANSWER "--summary"},
    {FEATURE_SCHEMA, FEATURE_EVENTS, NO_ANSWER "--events"},
    {FEATURE_SCHEMA, FEATURE_ROUNDS, NO_ANSWER "--continuous or --rounds"},
    {FEATURE_SCHEMA, FEATURE_KILL, NO_ANSWER "--kill"},
    {FEATURE_SCHEMA, FEATURE_WAIT, NO_ANSWER "--wait"},
    {FEATURE_SCHEMA, FEATURE_GROUPS, NO_ANSWER "--count-by or --total"},
    {FEATURE_SCHEMA, FEATURE_SORT, NO_ANSWER "--sort"},
    {FEATURE_SCHEMA, FEATURE_LIMIT, NO_ANSWER "--limit"},
    {FEATURE_SCHEMA, FEATURE_PORTS, NO_ANSWER "--ports"},
    {FEATURE_SCHEMA, FEATURE_OVERVIEW, NO_ANSWER "--overview"},
    {FEATURE_SCHEMA, FEATURE_HEALTH, NO_ANSWER "--health"},

    {FEATURE_PORTS, FEATURE_OVERVIEW, "--ports and --overview exclude each other: choose one"},
    {FEATURE_PORTS, FEATURE_OTHER_THAN_TCP,
     "--ports: it counts connections of TCP only: leave out other kinds; -s has ports of UDP"},
    {FEATURE_PORTS, FEATURE_SUMMARY, "--ports: not with --summary: give one of them"},
    {FEATURE_PORTS, FEATURE_EVENTS, "--ports: not with --events"},
    {FEATURE_PORTS, FEATURE_KILL, "--ports: not with --kill"},
    {FEATURE_PORTS, FEATURE_WAIT, "--ports: not with --wait"},
    {FEATURE_PORTS, FEATURE_EXPECT,
     "--ports: not with --expect: --health=ports --expect=0 says whether few are left"},
    {FEATURE_PORTS, FEATURE_GROUPS, OWN_GROUPS "--count-by or --total"},
    {FEATURE_PORTS, FEATURE_SORT, OWN_GROUPS "--sort"},
    {FEATURE_PORTS, FEATURE_COLUMNS, OWN_GROUPS "--columns"},
    {FEATURE_PORTS, FEATURE_DETAILS, OWN_GROUPS "details of sockets such as -p"},
    {FEATURE_PORTS, FEATURE_STATES,
     "--ports: it counts connections in every state: leave out -l, -a and --state"},

    {FEATURE_OVERVIEW, FEATURE_OTHER_THAN_IP,
     "--overview: it shows sockets of IP only: leave out other kinds, or list them with -p"},
    {FEATURE_OVERVIEW, FEATURE_SUMMARY, "--overview: not with --summary: give one of them"},
    {FEATURE_OVERVIEW, FEATURE_EVENTS, "--overview: not with --events"},
    {FEATURE_OVERVIEW, FEATURE_KILL, "--overview: not with --kill"},
    {FEATURE_OVERVIEW, FEATURE_WAIT, "--overview: not with --wait"},
    {FEATURE_OVERVIEW, FEATURE_EXPECT,
     "--overview: not with --expect: --health --expect=0 says whether anything is wrong"},
    {FEATURE_OVERVIEW, FEATURE_GROUPS, OVERVIEW_ROWS "--count-by or --total"},
    {FEATURE_OVERVIEW, FEATURE_SORT, OVERVIEW_ROWS "--sort"},
    {FEATURE_OVERVIEW, FEATURE_COLUMNS, OVERVIEW_ROWS "--columns"},
    {FEATURE_OVERVIEW, FEATURE_DETAILS,
     "--overview: its rows have processes and other ends: not with details of sockets such as -p"},
    {FEATURE_OVERVIEW, FEATURE_STATES,
     "--overview: it shows every state: leave out -l, -a and --state"},
    {FEATURE_OVERVIEW, FEATURE_FORMAT_OF_ROWS,
     "--overview: not with a format that has rows only, such as csv: use --json, or "
     "--count-by=direction,service_port,state"},

    {FEATURE_WAIT, FEATURE_SUMMARY, "--wait: not with --summary, which lists no sockets"},
    {FEATURE_WAIT, FEATURE_EVENTS,
     "--wait: not with --events, which wait for sockets that are destroyed"},
    {FEATURE_WAIT, FEATURE_ROUNDS,
     "--wait: not with --continuous: it prints one answer, when it is as expected"},
    {FEATURE_WAIT, FEATURE_KILL, "--wait: not with --kill"},
    {FEATURE_EXPECT, FEATURE_SUMMARY, "--expect: not with --summary, which lists no sockets"},

    {FEATURE_SOURCE_FILE, FEATURE_OTHER_THAN_TCP,
     "--source=file: a recording has TCP sockets only"},
    {FEATURE_TCPDIAG_FILE, FEATURE_KILL,
     "-K: not with TCPDIAG_FILE: a socket of a recording may be another one now"},
    {FEATURE_SOURCE_FILE, FEATURE_SUMMARY, RECORDED "--summary"},
    {FEATURE_SOURCE_FILE, FEATURE_EVENTS, RECORDED "--events"},
    {FEATURE_SOURCE_FILE, FEATURE_ROUNDS, RECORDED "--continuous or --rounds"},
    {FEATURE_SOURCE_FILE, FEATURE_KILL, RECORDED "--kill"},
    {FEATURE_SOURCE_FILE, FEATURE_WAIT, RECORDED "--wait"},
    {FEATURE_SOURCE_FILE, FEATURE_PORTS, RECORDED "--ports"},
    {FEATURE_SOURCE_FILE, FEATURE_OVERVIEW, RECORDED "--overview"},
    {FEATURE_SOURCE_FILE, FEATURE_HEALTH, RECORDED "--health"},
    {FEATURE_SOURCE_FILE, FEATURE_NETNS, RECORDED "--net"},
    {FEATURE_SOURCE_FILE, FEATURE_ALL_NETNS, RECORDED "--all-netns"},

    {FEATURE_EVENTS, FEATURE_FORMAT_WITH_END,
     "--events: not with --json, which has an end: use --ndjson"},
    {FEATURE_EVENTS, FEATURE_GROUPS,
     "--events: not with --count-by or --total: each socket is shown when it is destroyed"},
    {FEATURE_EVENTS, FEATURE_SORT,
     "--events: not with --sort: each socket is shown when it is destroyed"},
    {FEATURE_EVENTS, FEATURE_SUMMARY, "--events: not with --summary"},
    {FEATURE_EVENTS, FEATURE_ROUNDS,
     "--events: not with --continuous: events go on until they are interrupted"},
    {FEATURE_EVENTS, FEATURE_ALL_NETNS, "--events: not with --all-netns: choose one with --net"},
    {FEATURE_EVENTS, FEATURE_KILL, "--events: not with --kill"},
    {FEATURE_EVENTS, FEATURE_HOSTS, "--events: not with -r: events do not wait for host names"},
    {FEATURE_EVENTS, FEATURE_SOURCE_PROC,
     "--events: not with --source=proc: only netlink has events"},

    {FEATURE_DRY_RUN_ALONE, FEATURE_DRY_RUN_ALONE, "--dry-run goes with --kill only"},
    {FEATURE_YES_ALONE, FEATURE_YES_ALONE, "--yes goes with --kill only"},
    {FEATURE_KILL_ALL, FEATURE_FILTER,
     "--kill-all takes every socket, a filter some: give one of them"},
    {FEATURE_KILL, FEATURE_NO_FILTER_AS_OTHER, "--kill needs a filter such as 'dport = :443'"},
    {FEATURE_KILL, FEATURE_NO_FILTER,
     "--kill needs a filter such as 'dport = :443', or --kill-all for all the chosen sockets"},
    {FEATURE_KILL, FEATURE_ALL_NETNS,
     "--kill: in one network namespace at a time: --net chooses it, not --all-netns"},
    {FEATURE_KILL, FEATURE_SUMMARY, "--kill: not with --summary"},
    {FEATURE_KILL, FEATURE_SOURCE_PROC,
     "--kill: not with --source=proc, which cannot tell a socket from the next with its addresses"},
    {FEATURE_KILL, FEATURE_GROUPS, "--kill: not with --count-by or --total"},
    {FEATURE_KILL, FEATURE_SORT, "--kill: not with --sort"},
    {FEATURE_KILL, FEATURE_LIMIT,
     "--kill: not with --limit, which does not say which sockets are left out"},
    {FEATURE_KILL, FEATURE_ROUNDS, "--kill: not with --continuous or --rounds"},
    {FEATURE_KILL, FEATURE_FILTER_BY_CHANGE,
     "--kill: filter: not with 'change': a socket is judged again just before, by itself"},

    {FEATURE_HEALTH, FEATURE_PORTS, "--health: not with --ports: give one of them"},
    {FEATURE_HEALTH, FEATURE_OVERVIEW, "--health: not with --overview: give one of them"},
    {FEATURE_HEALTH, FEATURE_SUMMARY, "--health: not with --summary: give one of them"},
    {FEATURE_HEALTH, FEATURE_EVENTS, "--health: not with --events"},
    {FEATURE_HEALTH, FEATURE_KILL, "--health: not with --kill"},
    {FEATURE_HEALTH, FEATURE_GROUPS, "--health: not with --count-by or --total"},
    {FEATURE_HEALTH, FEATURE_SOURCE_PROC,
     "--health: not with --source=proc, which does not report what the checks need"},
    {FEATURE_HEALTH, FEATURE_COLUMNS,
     "--health: findings have columns of their own: not with --columns"},
    {FEATURE_HEALTH, FEATURE_FILTER_BY_CHANGE,
     "--health: filter: not with 'change': findings are about sockets that are there"},

    {FEATURE_GROUPS, FEATURE_COLUMNS,
     "--count-by: groups have columns of their own: not with --columns"},
    {FEATURE_SUMMARY, FEATURE_ALL_NETNS,
     "--summary: it counts one network namespace: --net chooses it, not --all-netns"},
    {FEATURE_SUMMARY, FEATURE_FILTER, NO_SINGLE_SOCKETS "a filter"},
    {FEATURE_SUMMARY, FEATURE_LIMIT, NO_SINGLE_SOCKETS "--limit"},
    {FEATURE_SUMMARY, FEATURE_GROUPS, NO_SINGLE_SOCKETS "--count-by or --total"},
    {FEATURE_SUMMARY, FEATURE_SORT, NO_SINGLE_SOCKETS "--sort"},
    {FEATURE_SUMMARY, FEATURE_COLUMNS, NO_SINGLE_SOCKETS "--columns"},
    {FEATURE_SUMMARY, FEATURE_DETAILS, NO_SINGLE_SOCKETS "details of sockets"},
    {FEATURE_SUMMARY, FEATURE_STATES, NO_SINGLE_SOCKETS "states"},
    {FEATURE_SUMMARY, FEATURE_SOURCE_NETLINK,
     "--summary: it reads /proc: not with --source=netlink"},
    {FEATURE_SUMMARY, FEATURE_FORMAT_OF_ROWS,
     "--summary: not with a format that has rows only, such as ndjson: use table or json"},
};

bool conflicts_check(const struct options *options, struct error *error)
{
    uint64_t features = features_find(options);
    for (size_t i = 0; i < sizeof(conflicts) / sizeof(conflicts[0]); i++) {
        if (conflicts[i].message != GO_TOGETHER && features & FEATURE_BIT(conflicts[i].one) &&
            features & FEATURE_BIT(conflicts[i].other))
            return error_set(error, 0, "%s", conflicts[i].message);
    }
    return true;
}

const char *conflicts_mode(size_t place)
{
    return place < sizeof(modes) / sizeof(modes[0]) ? modes[place].words : NULL;
}

size_t conflicts_pair(size_t one, size_t other, const char **message)
{
    enum feature left = modes[one].feature, right = modes[other].feature;
    size_t count = 0;
    for (size_t i = 0; i < sizeof(conflicts) / sizeof(conflicts[0]); i++) {
        if ((conflicts[i].one != left || conflicts[i].other != right) &&
            (conflicts[i].one != right || conflicts[i].other != left))
            continue;
        *message = conflicts[i].message;
        count++;
    }
    return count;
}
