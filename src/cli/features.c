/* SPDX-License-Identifier: MIT */
#include "cli/features.h"

static uint64_t if_true(bool condition, enum feature feature)
{
    return condition ? FEATURE_BIT(feature) : 0;
}

/* The details of sockets; -r is no detail, as it changes only how addresses are shown. */
static bool has_details(const struct query *query)
{
    return (query->details & ~(unsigned)(IN_HOSTS | IN_NAMESPACES)) != 0;
}

static bool is_tcp(const struct family *family)
{
    return family == &family_tcp;
}

/* Whether an option chose a family that is not of this kind. */
static bool has_other_than(bool (*kind)(const struct family *family),
                           const struct selection *selection)
{
    bool any = false;
    for (size_t i = 0; i < families_count; i++)
        any |= selection->kinds[i] != 0 && !kind(families[i]);
    return any;
}

uint64_t features_find(const struct options *options)
{
    const struct query *query = &options->query;
    bool filtered = query->selection.filter != NULL;
    return if_true(query->summary, FEATURE_SUMMARY) | if_true(query->events, FEATURE_EVENTS) |
           if_true(query->repeats, FEATURE_ROUNDS) | if_true(options->kill, FEATURE_KILL) |
           if_true(options->kill_all, FEATURE_KILL_ALL) |
           if_true(!options->kill && query->arrangement.kill == KILL_DRY, FEATURE_DRY_RUN_ALONE) |
           if_true(!options->kill && query->arrangement.kill == KILL_NOW, FEATURE_YES_ALONE) |
           if_true(query->netns.argument != NULL, FEATURE_NETNS) |
           if_true(query->netns.all, FEATURE_ALL_NETNS) | if_true(filtered, FEATURE_FILTER) |
           if_true(!filtered && !options->kill_all, FEATURE_NO_FILTER) |
           if_true(!filtered && query->as_other, FEATURE_NO_FILTER_AS_OTHER) |
           if_true(filter_needs(query->selection.filter) & NEED_CHANGES, FEATURE_FILTER_BY_CHANGE) |
           if_true(options->columns != NULL, FEATURE_COLUMNS) |
           if_true(has_details(query), FEATURE_DETAILS) |
           if_true(query->selection.states != 0, FEATURE_STATES) |
           if_true(query->details & IN_HOSTS, FEATURE_HOSTS) |
           if_true(query->source == SOURCE_NETLINK, FEATURE_SOURCE_NETLINK) |
           if_true(query->source == SOURCE_PROC, FEATURE_SOURCE_PROC) |
           if_true(query_is_recorded(query), FEATURE_SOURCE_FILE) |
           if_true(query->as_other && query->recording.path != NULL, FEATURE_TCPDIAG_FILE) |
           if_true(query->expect.given, FEATURE_EXPECT) | if_true(query->waits, FEATURE_WAIT) |
           if_true(query->trailer && !query->format->trailer, FEATURE_TRAILER_ALONE) |
           if_true(query->format->has_end, FEATURE_FORMAT_WITH_END) |
           if_true(query->format->totals == TOTALS_NONE, FEATURE_FORMAT_OF_ROWS) |
           if_true(options->sort != NULL, FEATURE_SORT) |
           if_true(options->action == ACTION_SCHEMA, FEATURE_SCHEMA) |
           if_true(query->arrangement.limit > 0, FEATURE_LIMIT) |
           if_true(query->view == &view_ports, FEATURE_PORTS) |
           if_true(query->view == &view_overview, FEATURE_OVERVIEW) |
           if_true(has_other_than(is_tcp, &query->selection), FEATURE_OTHER_THAN_TCP) |
           if_true(has_other_than(family_is_inet, &query->selection), FEATURE_OTHER_THAN_IP) |
           if_true(options->count_by != NULL || options->total != NULL, FEATURE_GROUPS) |
           if_true(query->arrangement.health.asked != 0, FEATURE_HEALTH);
}
