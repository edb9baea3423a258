/* SPDX-License-Identifier: MIT */
#include "cli/complete.h"

#include <unistd.h>

#include "cli/arrangement.h"
#include "cli/columns.h"
#include "cli/conflicts.h"
#include "cli/dialect.h"
#include "cli/event_checks.h"
#include "cli/grouping.h"
#include "cli/health.h"
#include "cli/kinds.h"
#include "cli/recording_checks.h"
#include "util/clock.h"

/* The default: sockets with their owners, which most people want to see. */
static void ask_default(struct options *options)
{
    options->all = true;
    if (options->columns == NULL && !query_is_recorded(&options->query))
        options->query.details |= IN_PROCESSES;
}

/* Sockets of every state, and of TCP for --ports. */
static void ask_view(struct options *options)
{
    options->all = true;
    if (options->query.view == &view_ports && selection_is_empty(&options->query.selection))
        kinds_add(&options->query.selection, slice_of("tcp"));
}

/* --rounds alone means every second, as -c does. */
static void complete_repetition(struct query *query)
{
    if (query->rounds == 0 || query->repeats)
        return;
    query->repeats = true;
}

static void add_named(void *context, struct slice family)
{
    kinds_add(context, family);
}

/* A filter that names a family asks for it beside those that are shown without an option. */
static void select_named(struct query *query)
{
    selection_complete(&query->selection);
    filter_name_families(query->selection.filter, add_named, &query->selection);
}

/* Options that stand for others, before it is checked whether all go together. */
static void complete_modes(struct options *options)
{
    struct query *query = &options->query;
    if (query->format == NULL)
        query->format = formats[0];
    if (options->is_empty && isatty(STDOUT_FILENO))
        query->view = &view_overview;
    if (query->interval == 0)
        query->interval = CLOCK_SECOND;
    complete_repetition(query);
    if (query->waits && !query->expect.given)
        query->expect = (struct expectation){.given = true, .least = 1, .most = UINT64_MAX};
    if (options->kill && query->arrangement.kill == KILL_NOTHING)
        query->arrangement.kill = KILL_ASK;
}

static void complete_selection(struct options *options)
{
    struct selection *selection = &options->query.selection;
    if (options->dialect != NULL)
        return; /* it has chosen */
    bool any_state = options->all || (options->query.events && selection->states == 0) ||
                     (selection->states == 0 && filter_tests_states(selection->filter));
    if (any_state)
        selection->states = state_all();
    if (selection_is_empty(selection) && query_is_recorded(&options->query))
        kinds_add(selection, slice_of("tcp"));
    if (selection_is_empty(selection))
        select_named(&options->query);
    selection->default_states = selection->states == 0;
    if (selection->default_states)
        selection->states = state_all() & ~(state_bit(STATE_LISTEN) | state_bit(STATE_UNCONN));
    selection_complete(selection);
}

static bool check_query(const struct query *query, struct error *error)
{
    const char *host = filter_host_field(query->selection.filter);
    if (query->events && !event_checks_pass(query, error))
        return false;
    if (!query->as_other && !query->selection.default_states &&
        !selection_is_possible(&query->selection))
        return error_set(error, 0,
                         "none of the chosen kinds of sockets can be in the chosen states");
    return host == NULL || query->details & IN_HOSTS ||
           error_set(error, 0, "filter: '%s': only -r asks for the names of hosts", host);
}

/* A view has columns and an order of its own. Names of hosts are looked up only with -r. */
static void choose_view(struct query *query)
{
    query->needs = query->view->needs | filter_needs(query->selection.filter);
    if (query->details & IN_HOSTS)
        query->needs |= NEED_HOSTS;
    else
        query->needs &= ~(unsigned)NEED_HOSTS;
}

static bool choose_columns(struct options *options, struct error *error)
{
    if (options->query.view != NULL) {
        choose_view(&options->query);
        return true;
    }
    if (options->count_by != NULL || options->total != NULL)
        return grouping_choose(options, error);
    if (health_is_asked(&options->query))
        return health_choose_columns(&options->query, error);
    return columns_choose(&options->query, options->columns, error);
}

bool options_complete(struct options *options, struct error *error)
{
    struct query *query = &options->query;
    if (options->dialect != NULL)
        options->dialect->complete(options);
    complete_modes(options);
    if (!conflicts_check(options, error))
        return false;
    if (query->summary)
        return true;
    if (query->view != NULL)
        ask_view(options);
    else if (!options->asks)
        ask_default(options);
    if (health_is_asked(query))
        health_choose_sockets(options);
    complete_selection(options);
    return check_query(query, error) && choose_columns(options, error) &&
           arrangement_choose(options, error) && recording_checks_pass(query, error);
}
