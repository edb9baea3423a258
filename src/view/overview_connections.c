/* SPDX-License-Identifier: MIT */
#include <stdlib.h>
#include <string.h>

#include "column/direction.h"
#include "column/groups.h"
#include "lookup/listeners.h"
#include "lookup/pairs.h"
#include "util/array.h"
#include "view/destination.h"
#include "view/overview.h"

/* What connections of one row have in common. There is no padding. */
struct key {
    uint64_t kind;
    uint32_t netns, port;
    uint32_t direction, state;
};

/* An address at the other end of a connection of a row. */
struct host {
    uint32_t row;
    uint8_t address[16]; /* IPv4 as IPv4-mapped */
};

/* Counts a connection for its listener. */
static bool accept_one(struct overview *overview, const struct listener *listener)
{
    struct lookup_states *states = &overview->settings->lookups->states;
    const struct listener *first = listeners_at(states, 0);
    size_t place = (size_t)(listener - first), count = listeners_count(states);
    if (overview->accepted == NULL) {
        overview->accepted = calloc(count + 1, sizeof(*overview->accepted));
        overview->accepted_count = count;
    }
    if (overview->accepted == NULL)
        return false;
    overview->accepted[place]++;
    return true;
}

/* Whether the other end of a connection, a socket of the same namespace, came in through a
 * listener. Then the row of that end is for both. */
static bool is_listed_at_other_end(struct lookup_states *states, const struct sock *sock,
                                   const struct other_end *other)
{
    return sock->state == STATE_ESTABLISHED && other->netns == sock->netns &&
           listeners_find_end(states, sock, &sock->peer) != NULL;
}

/* Counts the address of an other end that is no socket of this machine, if it is new. */
static bool add_host(struct overview *overview, size_t row, const struct sock *sock)
{
    struct overview_connection *connection = &overview->connections[row];
    struct host host = {.row = (uint32_t)row};
    destination_map(host.address, sock, &sock->peer);
    if (connection->hosts > 0 && memcmp(host.address, connection->last_host, 16) == 0)
        return true;
    memcpy(connection->last_host, host.address, 16);
    size_t before = overview->hosts.count;
    if (tally_add(&overview->hosts, (struct slice){(const char *)&host, sizeof(host)}, 1) == NULL)
        return false;
    connection->hosts += overview->hosts.count > before;
    return true;
}

static bool start(struct overview *overview, size_t row, const struct sock *sock,
                  const struct key *key)
{
    struct overview_connection *connections = array_reserve(
        overview->connections, &overview->connection_capacity, row, sizeof(*connections));
    if (connections == NULL)
        return false;
    overview->connections = connections;
    connections[row] = (struct overview_connection){.direction = key->direction, .port = key->port};
    struct sock copy;
    view_keep_sample(&connections[row].sample, sock);
    view_use_sample(&copy, &connections[row].sample, NULL);
    copy.have &= HAVE_LOCAL | HAVE_PEER | HAVE_STATE | HAVE_NETNS;
    view_keep_sample(&connections[row].sample, &copy);
    return true;
}

static bool add_ends(struct overview *overview, size_t row, const struct sock *sock,
                     const struct other_end *other)
{
    struct lookups *lookups = overview->settings->lookups;
    struct overview_connection *connection = &overview->connections[row];
    size_t count;
    const struct process *owners = columns_find_owners(sock, lookups, &count);
    connection->processes.unknown |= count == 0 && !columns_have_no_owner(sock);
    if (!people_add(&connection->processes, owners, count))
        return false;
    if (other == NULL)
        return true;
    connection->paired++;
    owners = owners_find(&lookups->owners, other->inode, &count);
    return people_add(&connection->others, owners, count);
}

bool overview_add_connection(struct overview *overview, const struct sock *sock)
{
    struct lookup_states *states = &overview->settings->lookups->states;
    const struct listener *listener = listeners_find(states, sock);
    struct other_end other;
    bool is_paired = pairs_find(states, sock, &other);
    if (listener == NULL && !overview_count_port(overview, sock))
        return false;
    if (listener == NULL && is_paired && !overview->settings->filtered &&
        is_listed_at_other_end(states, sock, &other))
        return true;
    if (listener != NULL && sock->state != STATE_TIME_WAIT && !accept_one(overview, listener))
        return false;
    enum direction direction =
        listener != NULL ? DIRECTION_IN : column_direction(sock, overview->settings->lookups);
    struct key key = {(uintptr_t)sock->kind, sock->netns,
                      direction == DIRECTION_IN ? sock->local.port : sock->peer.port, direction,
                      sock->state};
    size_t before = overview->connection_keys.count;
    const struct tally_item *item =
        tally_add(&overview->connection_keys, (struct slice){(const char *)&key, sizeof(key)}, 1);
    if (item == NULL)
        return false;
    size_t row = (size_t)(item - overview->connection_keys.items);
    if (row == before && !start(overview, row, sock, &key))
        return false;
    overview->connections[row].count++;
    return (is_paired || add_host(overview, row, sock)) &&
           add_ends(overview, row, sock, is_paired ? &other : NULL);
}

/* The largest first; of equal ones what came in, then by port and state. */
static int compare_rows(const void *left, const void *right)
{
    const struct overview_connection *one = *(const struct overview_connection *const *)left;
    const struct overview_connection *other = *(const struct overview_connection *const *)right;
    struct sock mine, its;
    if (one->count != other->count)
        return one->count > other->count ? -1 : 1;
    if (one->direction != other->direction)
        return one->direction < other->direction ? -1 : 1;
    if (one->port != other->port)
        return one->port < other->port ? -1 : 1;
    view_use_sample(&mine, &one->sample, NULL);
    view_use_sample(&its, &other->sample, NULL);
    return mine.state != its.state ? mine.state - its.state : one < other ? -1 : 1;
}

bool overview_finish_connections(struct overview *overview)
{
    size_t count = overview->connection_keys.count;
    overview->connection_order = calloc(count + 1, sizeof(struct overview_connection *));
    if (overview->connection_order == NULL)
        return false;
    for (size_t i = 0; i < count; i++) {
        people_sort(&overview->connections[i].processes);
        people_sort(&overview->connections[i].others);
        overview->connection_order[i] = &overview->connections[i];
    }
    qsort(overview->connection_order, count, sizeof(struct overview_connection *), compare_rows);
    return true;
}
