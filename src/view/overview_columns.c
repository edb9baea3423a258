/* SPDX-License-Identifier: MIT */
#include "column/columns.h"
#include "util/number.h"
#include "util/plural.h"
#include "view/overview.h"
#include "view/row_columns.h"

static const struct overview_listener *listener_of(const struct sock *sock)
{
    return (const struct overview_listener *)sock->cells;
}

/* Puts the words of the bits that are set into a list. */
static void list_words(const char *const words[], size_t count, uint32_t bits,
                       struct lookups *lookups, struct value *value)
{
    size_t listed = 0;
    strbuf_clear(&lookups->scratch);
    for (size_t i = 0; i < count; i++) {
        struct slice word = slice_of(words[i]);
        if (!(bits >> i & 1))
            continue;
        strbuf_put(&lookups->scratch, (const char *)&word, sizeof(word));
        listed++;
    }
    if (lookups->scratch.failed)
        listed = 0;
    value->texts = (struct value_texts){(const void *)lookups->scratch.data, listed};
}

static bool get_exposure(const struct column *column, const struct sock *sock,
                         struct lookups *lookups, struct value *value)
{
    (void)column;
    list_words(overview_exposures, OVERVIEW_EXPOSURES, listener_of(sock)->exposures, lookups,
               value);
    return listener_of(sock)->exposures != 0;
}

static bool get_versions(const struct column *column, const struct sock *sock,
                         struct lookups *lookups, struct value *value)
{
    (void)column;
    list_words(overview_versions, OVERVIEW_VERSIONS, listener_of(sock)->versions, lookups, value);
    return listener_of(sock)->versions != 0;
}

static bool get_netid(const struct column *column, const struct sock *sock, struct lookups *lookups,
                      struct value *value)
{
    (void)column;
    return column_get(column_find(slice_of("netid")), sock, lookups, value);
}

static bool get_local_port(const struct column *column, const struct sock *sock,
                           struct lookups *lookups, struct value *value)
{
    (void)column, (void)lookups;
    value->number = sock->local.port;
    return true;
}

static bool get_local_service(const struct column *column, const struct sock *sock,
                              struct lookups *lookups, struct value *value)
{
    (void)column;
    return !lookups->numeric &&
           column_get(column_find(slice_of("local_service")), sock, lookups, value);
}

static void put_queue(struct strbuf *text, uint64_t queue, bool has_limit, uint64_t limit)
{
    strbuf_clear(text);
    number_put(text, queue);
    if (!has_limit)
        return;
    strbuf_put_char(text, '/');
    number_put(text, limit);
}

static bool get_queue(const struct column *column, const struct sock *sock, struct lookups *lookups,
                      struct value *value)
{
    const struct overview_listener *listener = listener_of(sock);
    (void)column;
    put_queue(&lookups->scratch, listener->queue, listener->has_limit, listener->limit);
    value->text = strbuf_slice(&lookups->scratch);
    value->colour =
        listener->has_limit && listener->queue > listener->limit ? COLOUR_RED : COLOUR_NONE;
    return listener->has_queue;
}

static bool get_backlog(const struct column *column, const struct sock *sock,
                        struct lookups *lookups, struct value *value)
{
    const struct overview_listener *listener = listener_of(sock);
    (void)lookups;
    value->number = column->bits == 0 ? listener->queue : listener->limit;
    return column->bits == 0 ? listener->has_queue : listener->has_limit;
}

/* Options that show more. */
static bool get_more(const struct column *column, const struct sock *sock, struct lookups *lookups,
                     struct value *value)
{
    static const char *const words[] = {"--health", "-h"};
    (void)column, (void)sock;
    list_words(words, sizeof(words) / sizeof(words[0]), UINT32_MAX, lookups, value);
    return true;
}

static void put_count(struct strbuf *text, const char *before, uint64_t count, const char *after)
{
    strbuf_put_string(text, before);
    number_put(text, count);
    strbuf_put_string(text, after);
}

static void put_totals(struct strbuf *text, const struct overview_totals *totals)
{
    put_count(text, "", totals->sockets, plural(totals->sockets, " socket: ", " sockets: "));
    put_count(text, "", totals->listening, " listening, ");
    put_count(text, "", totals->established, " established, ");
    put_count(text, "", totals->time_wait, " in TIME_WAIT, ");
    put_count(text, "", totals->other, " other");
}

/* How to see more. */
static void put_hint(struct strbuf *text, const struct overview_totals *totals)
{
    uint64_t listeners = totals->listeners_left_out, connections = totals->connections_left_out;
    strbuf_put_string(text, "More: sockview --health, -h");
    if (listeners > 0)
        put_count(text, "; ", listeners, plural(listeners, " row of LISTEN", " rows of LISTEN"));
    if (connections > 0)
        put_count(text, listeners > 0 ? ", " : "; ", connections,
                  listeners > 0 ? " of CONN"
                                : plural(connections, " row of CONN", " rows of CONN"));
    if (listeners > 0 || connections > 0)
        strbuf_put_string(text, ": --overview | less");
}

static bool get_sentence(const struct column *column, const struct sock *sock,
                         struct lookups *lookups, struct value *value)
{
    const struct overview_totals *totals = (const struct overview_totals *)sock->cells;
    (void)column;
    strbuf_clear(&lookups->scratch);
    if (totals->is_hint)
        put_hint(&lookups->scratch, totals);
    else
        put_totals(&lookups->scratch, totals);
    value->text = strbuf_slice(&lookups->scratch);
    return true;
}

static const struct column listener_netid = {"netid", "LISTEN", "kind of socket", VALUE_TEXT,
                                             .get = get_netid};
static const struct column listener_port = {"port", "Port", "port", VALUE_UNSIGNED,
                                            .get = get_local_port};
static const struct column listener_service = {"service", "Service", "name of the port", VALUE_TEXT,
                                               .get = get_local_service};
static const struct column listener_exposure = {"exposure", "Open-to", "who can reach it",
                                                VALUE_TEXTS, .get = get_exposure};
static const struct column listener_ip = {"ip", "IP", "over which IP", VALUE_TEXTS,
                                          .get = get_versions};
static const struct column listener_sockets = {"sockets", "Sockets", "sockets",
                                               ROW_NUMBER(overview_listener, sockets)};
static const struct column listener_queue = {"queue", "Queue", "the fullest queue, and its limit",
                                             VALUE_TEXT, .get = get_queue};
static const struct column listener_backlog = {"backlog", "Backlog", "the fullest queue",
                                               VALUE_UNSIGNED, .get = get_backlog};
static const struct column listener_limit = {
    "backlog_limit", "Limit", "its limit", VALUE_UNSIGNED, .get = get_backlog, .bits = 1};
static const struct column listener_conns = {"connections", "Conns", "connections",
                                             ROW_NUMBER(overview_listener, connections)};
static const struct column listener_people = {"processes", "Process", "processes",
                                              ROW_PEOPLE(overview_listener, processes)};

static const struct column totals[] = {
    {"sockets", "Sockets", "sockets", ROW_NUMBER(overview_totals, sockets)},
    {"tcp", "TCP", "sockets of TCP", ROW_NUMBER(overview_totals, tcp)},
    {"udp", "UDP", "sockets of UDP", ROW_NUMBER(overview_totals, udp)},
    {"listening", "Listening", "listeners", ROW_NUMBER(overview_totals, listening)},
    {"established", "Established", "connections", ROW_NUMBER(overview_totals, established)},
    {"time_wait", "Time-Wait", "in TIME_WAIT", ROW_NUMBER(overview_totals, time_wait)},
    {"other", "Other", "in other states", ROW_NUMBER(overview_totals, other)},
    {"more_listeners", "More", "rows left out", ROW_NUMBER(overview_totals, listeners_left_out),
     .zero_matters = true},
    {"more_connections", "More", "rows left out", ROW_NUMBER(overview_totals, connections_left_out),
     .zero_matters = true},
    {"see", "See", "options that show more", VALUE_TEXTS, .get = get_more},
    {"sentence", COLUMN_SIGN_HEADER, "all of them", VALUE_TEXT, .get = get_sentence},
};

static const struct view_column listener_columns[] = {
    {"netns", NULL, IN_NAMESPACES | IN_JSON},
    {NULL, &listener_netid, IN_TABLE | IN_JSON},
    {NULL, &listener_port, IN_TABLE | IN_JSON},
    {NULL, &listener_service, IN_TABLE | IN_JSON},
    {NULL, &listener_exposure, IN_TABLE | IN_JSON},
    {NULL, &listener_ip, IN_TABLE | IN_JSON},
    {NULL, &listener_sockets, IN_JSON},
    {NULL, &listener_queue, IN_TABLE},
    {NULL, &listener_backlog, IN_JSON},
    {NULL, &listener_limit, IN_JSON},
    {NULL, &listener_conns, IN_TABLE | IN_JSON},
    {NULL, &listener_people, IN_TABLE | IN_JSON},
};

static const struct view_column total_columns[] = {
    {NULL, &totals[0], IN_TABLE | IN_JSON},
    {NULL, &totals[1], IN_JSON},
    {NULL, &totals[2], IN_JSON},
    {NULL, &totals[3], IN_TABLE | IN_JSON},
    {NULL, &totals[4], IN_TABLE | IN_JSON},
    {NULL, &totals[5], IN_TABLE | IN_JSON},
    {NULL, &totals[6], IN_TABLE | IN_JSON},
    {NULL, &totals[7], IN_TABLE},
    {NULL, &totals[8], IN_TABLE},
    {NULL, &totals[9], IN_TABLE},
    {NULL, &totals[10], IN_SENTENCE},
};

#define COLUMNS(array) .columns = (array), .column_count = sizeof(array) / sizeof((array)[0])

const struct view_section overview_sections[] = {
    [OVERVIEW_FINDINGS] = {"attention", .columns = overview_finding_columns,
                           .column_count = OVERVIEW_FINDING_COLUMNS, .has_no_header = true,
                           .speaks = true, .joins = true},
    [OVERVIEW_LISTENERS] = {"listeners", COLUMNS(listener_columns)},
    [OVERVIEW_CONNECTIONS] = {"connections", .columns = overview_connection_columns,
                              .column_count = OVERVIEW_CONNECTION_COLUMNS},
    [OVERVIEW_TOTALS] = {"totals", COLUMNS(total_columns), .is_line = true, .speaks = true},
};
