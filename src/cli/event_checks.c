/* SPDX-License-Identifier: MIT */
#include "cli/event_checks.h"

#include "source/events.h"

static bool check_event_filter(const struct query *query, struct error *error)
{
    const char *field = filter_reader(query->selection.filter, EVENTS_LACK, EVENTS_LACK_NEEDS);
    return field == NULL ||
           error_set(error, 0,
                     "--events: filter: the kernel does not report '%s' of destroyed sockets",
                     field);
}

/* A TCP socket is closed before it is destroyed. Of UDP, a connected socket is reported as well. */
static uint32_t event_states(const struct family *family)
{
    return family->states & state_bit(STATE_UNCONN)
               ? state_bit(STATE_UNCONN) | state_bit(STATE_ESTABLISHED)
               : state_bit(STATE_CLOSE);
}

static bool check_event_states(const struct query *query, struct error *error)
{
    for (size_t i = 0; i < families_count; i++) {
        if (query->selection.kinds[i] != 0 &&
            selection_possible_states(&query->selection, families[i]) & event_states(families[i]))
            return true;
    }
    return error_set(
        error, 0,
        "--events: the state of a destroyed TCP socket is CLOSE, of a UDP socket UNCONN "
        "or ESTABLISHED: none would be shown");
}

static bool has_events(const struct family *family)
{
    return family->tables[0].destroy_group != 0;
}

static bool check_event_families(const struct query *query, struct error *error)
{
    for (size_t i = 0; i < families_count; i++) {
        if (query->selection.kinds[i] != 0 && !has_events(families[i]))
            return error_set(error, 0,
                             "--events: the kernel reports destroyed TCP and UDP sockets, not "
                             "those of %s",
                             families[i]->name);
    }
    return true;
}

bool event_checks_pass(const struct query *query, struct error *error)
{
    return check_event_families(query, error) && check_event_filter(query, error) &&
           check_event_states(query, error);
}
