/* SPDX-License-Identifier: MIT */
#include "view/overview.h"

#include <stdlib.h>

#include "family/families.h"
#include "need.h"

/* What a terminal shows at least of each section. */
enum { ROWS_LEAST = 3 };

/* The lines of a screen that are no rows: two headers, two of the totals, and the prompt. */
enum { OTHER_LINES = 5 };

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

/* Shares the screen: each section gets the half, and what the other does not need. */
static void share_screen(struct overview *overview)
{
    size_t listeners = overview->listener_keys.count, connections = overview->connection_keys.count;
    size_t screen = overview->settings->screen_rows;
    size_t used = OTHER_LINES + overview_findings_rows(overview);
    size_t room = screen > used + 2 * ROWS_LEAST ? screen - used : 2 * ROWS_LEAST;
    size_t half = room / 2, rest = room > connections ? room - connections : 0;
    size_t limit = (size_t)overview->settings->limit; /* at most UINT32_MAX */
    overview->listeners_shown =
        screen == 0 ? listeners : least(listeners, half > rest ? half : rest);
    overview->connections_shown =
        screen == 0 ? connections : least(connections, room - overview->listeners_shown);
    if (limit > 0) {
        overview->listeners_shown = least(overview->listeners_shown, limit);
        overview->connections_shown = least(overview->connections_shown, limit);
    }
    overview->totals.listeners_left_out = listeners - overview->listeners_shown;
    overview->totals.connections_left_out = connections - overview->connections_shown;
    overview->hint = overview->totals;
    overview->hint.is_hint = true;
}

static bool overview_finish(void *state)
{
    struct overview *overview = state;
    if (!overview_finish_listeners(overview) || !overview_finish_connections(overview) ||
        !overview_find(overview))
        return false;
    share_screen(overview);
    return true;
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
    for (size_t i = 0; i < overview->listener_keys.count && overview->listeners != NULL; i++)
        people_free(&overview->listeners[i].processes);
    for (size_t i = 0; i < overview->connection_keys.count && overview->connections != NULL; i++) {
        people_free(&overview->connections[i].processes);
        people_free(&overview->connections[i].others);
    }
    tally_free(&overview->listener_keys);
    tally_free(&overview->connection_keys);
    tally_free(&overview->hosts);
    free(overview->listeners);
    free(overview->connections);
    free(overview->findings);
    free(overview->uses);
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
    .free = overview_free,
};
