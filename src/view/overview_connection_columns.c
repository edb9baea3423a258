/* SPDX-License-Identifier: MIT */
#include "column/columns.h"
#include "column/direction.h"
#include "util/number.h"
#include "view/overview.h"
#include "view/row_columns.h"

static const struct overview_connection *connection_of(const struct sock *sock)
{
    return (const struct overview_connection *)sock->cells;
}

static bool get_direction(const struct column *column, const struct sock *sock,
                          struct lookups *lookups, struct value *value)
{
    (void)column, (void)lookups;
    value->text = slice_of(connection_of(sock)->direction == DIRECTION_IN ? "in" : "out");
    return connection_of(sock)->direction != DIRECTION_UNKNOWN;
}

/* The service of a port by the same column that sockets have. */
static bool get_service(const struct column *column, const struct sock *sock,
                        struct lookups *lookups, struct value *value)
{
    bool is_in = connection_of(sock)->direction == DIRECTION_IN;
    const char *name = is_in ? "local_service" : "peer_service";
    (void)column;
    return !lookups->numeric && column_get(column_find(slice_of(name)), sock, lookups, value);
}

static bool get_others(const struct column *column, const struct sock *sock,
                       struct lookups *lookups, struct value *value)
{
    (void)column, (void)lookups;
    return connection_of(sock)->others.count > 0 && people_get(&connection_of(sock)->others, value);
}

static bool get_only_host(const struct column *column, const struct sock *sock,
                          struct lookups *lookups, struct value *value)
{
    (void)column;
    return connection_of(sock)->hosts == 1 && connection_of(sock)->paired == 0 &&
           column_get(column_find(slice_of("peer_address")), sock, lookups, value);
}

static void put_counts(struct strbuf *text, const struct overview_connection *connection)
{
    strbuf_clear(text);
    if (connection->hosts > 0) {
        strbuf_put_string(text, "hosts:");
        number_put(text, connection->hosts);
    }
    if (connection->paired > 0) {
        strbuf_put_string(text, connection->hosts > 0 ? ",local:" : "local:");
        number_put(text, connection->paired);
    }
}

/* In a table: the processes if some are known and all ends are here, or the only address, or how
 * many there are. */
static bool get_other_end(const struct column *column, const struct sock *sock,
                          struct lookups *lookups, struct value *value)
{
    const struct overview_connection *connection = connection_of(sock);
    if (connection->hosts == 0 && get_others(column, sock, lookups, value))
        return true;
    if (get_only_host(column, sock, lookups, value)) {
        value->type = VALUE_ADDRESS;
        return true;
    }
    value->type = VALUE_TEXT;
    put_counts(&lookups->scratch, connection);
    value->text = strbuf_slice(&lookups->scratch);
    return true;
}

static const struct column conn_direction = {"direction", "CONN", "in or out", VALUE_TEXT,
                                             .get = get_direction};
static const struct column conn_port = {"port", "Port", "port of the service",
                                        ROW_NUMBER(overview_connection, port)};
static const struct column conn_service = {"service", "Service", "name of that port", VALUE_TEXT,
                                           .get = get_service};
static const struct column conn_count = {"count", "Count", "connections",
                                         ROW_NUMBER(overview_connection, count)};
static const struct column conn_people = {"processes", "Process", "processes",
                                          ROW_PEOPLE(overview_connection, processes)};
/* Its type is that of its longest values, which a screen folds. */
static const struct column conn_other = {"other_end", "Other-end", "the other end", VALUE_PROCESSES,
                                         .get = get_other_end};
static const struct column conn_hosts = {"hosts", "Hosts", "addresses of the other ends",
                                         ROW_NUMBER(overview_connection, hosts)};
static const struct column conn_local = {"local", "Local", "other ends on this machine",
                                         ROW_NUMBER(overview_connection, paired)};
static const struct column conn_host = {"peer_address", "Peer Address", "the only address",
                                        VALUE_ADDRESS, .get = get_only_host};
static const struct column conn_others = {"peer_processes", "Peer-Process", "processes there",
                                          VALUE_PROCESSES, .get = get_others};

const struct view_column overview_connection_columns[OVERVIEW_CONNECTION_COLUMNS] = {
    {"netns", NULL, IN_NAMESPACES | IN_JSON},
    {NULL, &conn_direction, IN_TABLE | IN_JSON},
    {"netid", NULL, IN_TABLE | IN_JSON},
    {NULL, &conn_port, IN_TABLE | IN_JSON},
    {NULL, &conn_service, IN_JSON},
    {NULL, &conn_count, IN_TABLE | IN_JSON},
    {"state", NULL, IN_TABLE | IN_JSON},
    {NULL, &conn_people, IN_TABLE | IN_JSON},
    {NULL, &conn_other, IN_TABLE},
    {NULL, &conn_hosts, IN_JSON},
    {NULL, &conn_local, IN_JSON},
    {NULL, &conn_host, IN_JSON},
    {NULL, &conn_others, IN_JSON},
};
