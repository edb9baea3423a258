/* SPDX-License-Identifier: MIT */
#include "view/overview.h"

#include <stdlib.h>

#include "family/families.h"
#include "need.h"

/* What a terminal shows at least of each section. */
enum { ROWS_LEAST = 3 };

static void *overview_start(const struct view_settings *settings)
{
    struct overview *overview = calloc(1, sizeof(*overview));
    if (overview != NULL) {
        overview->settings = settings;
        overview->listener_keys.most = overview->connection_keys.most = UINT32_MAX;
        overview->hosts.most = UINT32_MAX;
    }
    return overview;
}

static void count(struct overview_totals *totals, const struct sock *sock)
{
    totals->sockets++;
    totals->tcp += sock->from == &family_tcp;
    totals->udp += sock->from == &family_udp;
    if (sock->state == STATE_LISTEN || sock->state == STATE_UNCONN)
        totals->listening++;
    else if (sock->state == STATE_ESTABLISHED)
        totals->established++;
    else if (sock->state == STATE_TIME_WAIT)
        totals->time_wait++;
    else
        totals->other++;
}

static bool overview_add(void *state, const struct sock *sock)
{
    struct overview *overview = state;
    if (!family_is_inet(sock->from) || !(sock->have & HAVE_LOCAL) || !(sock->have & HAVE_STATE))
        return true;
    count(&overview->totals, sock);
    if (sock->state == STATE_LISTEN || (sock->state == STATE_UNCONN && sock->local.port != 0))
        return overview_add_listener(overview, sock);
    bool is_connection = sock->have & HAVE_PEER && sock->peer.port != 0;
    return !is_connection || overview_add_connection(overview, sock);
}

static size_t least(size_t one, size_t other)
{
    return one < other ? one : other;
}

static void show(struct overview *overview, size_t listeners, size_t connections)
{
    overview->listeners_shown = listeners;
    overview->connections_shown = connections;
    overview->totals.listeners_left_out = overview->listener_keys.count - listeners;
    overview->totals.connections_left_out = overview->connection_keys.count - connections;
    overview->hint = overview->totals;
    overview->hint.is_hint = true;
}

/* Starts with more than the screen has room for, if there is so much. */
static bool overview_finish(void *state)
{
    struct overview *overview = state;
    if (!overview_finish_listeners(overview) || !overview_finish_connections(overview) ||
        !overview_find(overview))
        return false;
    size_t most = overview->settings->limit > 0 ? (size_t)overview->settings->limit : SIZE_MAX;
    if (overview->settings->screen_rows > 0)
        most = least(most, overview->settings->screen_rows);
    show(overview, least(overview->listener_keys.count, most),
         least(overview->connection_keys.count, most));
    return true;
}

/* Takes from the section that has more rows. */
static bool overview_shrink(void *state, size_t rows)
{
    struct overview *overview = state;
    size_t listeners = overview->listeners_shown, connections = overview->connections_shown;
    size_t before = listeners + connections;
    for (size_t i = 0; i < rows; i++) {
        if (connections > ROWS_LEAST && connections >= listeners)
            connections--;
        else if (listeners > ROWS_LEAST)
            listeners--;
    }
    show(overview, listeners, connections);
    return listeners + connections < before;
}

static size_t totals_rows(const struct overview *overview)
{
    return overview->settings->screen_rows > 0 ? 2 : 1;
}

static bool overview_row(void *state, size_t section, size_t place, struct sock *sock)
{
    static const struct view_sample nothing;
    const struct overview *overview = state;
    if (section == OVERVIEW_FINDINGS && place < overview_findings_rows(overview))
        overview_use_finding(overview, place, sock);
    else if (section == OVERVIEW_LISTENERS && place < overview->listeners_shown)
        view_use_sample(sock, &overview->listener_order[place]->sample,
                        &overview->listener_order[place]->cells);
    else if (section == OVERVIEW_CONNECTIONS && place < overview->connections_shown)
        view_use_sample(sock, &overview->connection_order[place]->sample,
                        &overview->connection_order[place]->cells);
    else if (section == OVERVIEW_TOTALS && place < totals_rows(overview))
        view_use_sample(sock, &nothing,
                        place == 0 ? &overview->totals.cells : &overview->hint.cells);
    else
        return false;
    return true;
}

static void overview_free(void *state)
{
    struct overview *overview = state;
    /* The last key has no row when memory ran out. */
    size_t listeners = least(overview->listener_keys.count, overview->listener_capacity);
    size_t connections = least(overview->connection_keys.count, overview->connection_capacity);
    for (size_t i = 0; i < listeners; i++)
        people_free(&overview->listeners[i].processes);
    for (size_t i = 0; i < connections; i++) {
        people_free(&overview->connections[i].processes);
        people_free(&overview->connections[i].others);
    }
    for (size_t i = 0; i < overview->full_count; i++)
        people_free(&overview->full[i].processes);
    tally_free(&overview->listener_keys);
    tally_free(&overview->connection_keys);
    tally_free(&overview->hosts);
    tally_free(&overview->destinations);
    free(overview->listeners);
    free(overview->connections);
    free(overview->findings);
    free(overview->uses);
    free(overview->full);
    free(overview->accepted);
    free(overview->listener_order);
    free(overview->connection_order);
    free(overview);
}

const struct view view_overview = {
    .name = "overview",
    .sections = overview_sections,
    .section_count = OVERVIEW_SECTIONS,
    .needs = NEED_OWNERS | NEED_HOLDERS | NEED_PEERS | NEED_LISTENERS | NEED_EPHEMERAL_PORTS |
             NEED_SERVICES,
    .start = overview_start,
    .add = overview_add,
    .finish = overview_finish,
    .row = overview_row,
    .shrink = overview_shrink,
    .free = overview_free,
};
