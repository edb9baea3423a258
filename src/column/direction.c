/* SPDX-License-Identifier: MIT */
#include "column/direction.h"

#include "column/groups.h"
#include "lookup/ephemeral_ports.h"
#include "lookup/listeners.h"

static bool is_connection(const struct sock *sock)
{
    return sock->have & HAVE_LOCAL && sock->have & HAVE_PEER && sock->peer.port != 0;
}

static bool is_open(const struct sock *sock)
{
    return sock->have & HAVE_STATE && sock->have & HAVE_LOCAL &&
           (sock->state == STATE_LISTEN || sock->state == STATE_UNCONN);
}

enum direction column_direction(const struct sock *sock, struct lookups *lookups)
{
    struct lookup_states *states = &lookups->states;
    if (!is_connection(sock))
        return DIRECTION_UNKNOWN;
    if (listeners_find(states, sock) != NULL)
        return DIRECTION_IN;
    const struct ephemeral_ports *ports = ephemeral_ports_find(states, sock->netns);
    if (ports == NULL || !ports->known)
        return DIRECTION_UNKNOWN;
    bool here = ephemeral_ports_have(ports, sock->local.port);
    bool there = ephemeral_ports_have(ports, sock->peer.port);
    if (here == there)
        return DIRECTION_UNKNOWN;
    return here ? DIRECTION_OUT : DIRECTION_IN;
}

uint32_t column_service_port(const struct sock *sock, struct lookups *lookups)
{
    if (is_open(sock) && !is_connection(sock))
        return sock->local.port;
    enum direction direction = column_direction(sock, lookups);
    if (direction == DIRECTION_UNKNOWN)
        return 0;
    return direction == DIRECTION_IN ? sock->local.port : sock->peer.port;
}

static const char *direction_word(size_t place)
{
    static const char *const words[] = {"in", "out"};
    return place < sizeof(words) / sizeof(words[0]) ? words[place] : NULL;
}

static bool get_direction(const struct column *column, const struct sock *sock,
                          struct lookups *lookups, struct value *value)
{
    enum direction direction = column_direction(sock, lookups);
    (void)column;
    value->text = slice_of(direction == DIRECTION_IN ? "in" : "out");
    return direction != DIRECTION_UNKNOWN;
}

static bool get_service_port(const struct column *column, const struct sock *sock,
                             struct lookups *lookups, struct value *value)
{
    (void)column;
    value->number = column_service_port(sock, lookups);
    return value->number != 0;
}

static bool has_no_connection(const struct column *column, const struct sock *sock,
                              struct lookups *lookups)
{
    (void)column, (void)lookups;
    return sock->have & HAVE_STATE && !is_connection(sock);
}

static const struct column rows[] = {
    {"direction", "Direction",
     "who began a connection: in for the other end, out for this end; told by the listeners and by "
     "the ports that the kernel chooses",
     VALUE_TEXT, 0, NEED_LISTENERS | NEED_EPHEMERAL_PORTS, .get = get_direction,
     .is_absent = has_no_connection, .word = direction_word, .example = "in", .stream_width = 9,
     .null_when = "the socket has no connection, or neither tells who began it"},
    {"service_port", "Service-Port",
     "number of the port of the service: the local one where the other end began the connection, "
     "else that of the peer; for an open socket its own",
     VALUE_UNSIGNED, 0, NEED_LISTENERS | NEED_EPHEMERAL_PORTS, .get = get_service_port,
     .example = "443", .null_when = "the direction is unknown"},
};

static const char *const families[] = {"tcp", "udp", "udplite", "sctp", "dccp", "mptcp", NULL};
const struct column_group columns_direction = {rows, sizeof(rows) / sizeof(rows[0]), families};
