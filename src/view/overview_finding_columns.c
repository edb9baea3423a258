/* SPDX-License-Identifier: MIT */
#include "arrange/findings.h"
#include "column/columns.h"
#include "column/direction.h"
#include "util/number.h"
#include "view/overview.h"
#include "view/row_columns.h"

static const struct overview_finding *finding_of(const struct sock *sock)
{
    return (const struct overview_finding *)sock->cells;
}

static bool get_sign(const struct column *column, const struct sock *sock, struct lookups *lookups,
                     struct value *value)
{
    (void)column, (void)sock, (void)lookups;
    value->text = slice_of("!");
    value->colour = COLOUR_RED;
    return true;
}

static bool get_code(const struct column *column, const struct sock *sock, struct lookups *lookups,
                     struct value *value)
{
    (void)column, (void)lookups;
    value->text = slice_of(finding_of(sock)->code);
    return true;
}

static bool get_amount(const struct column *column, const struct sock *sock,
                       struct lookups *lookups, struct value *value)
{
    const struct overview_finding *finding = finding_of(sock);
    (void)column;
    strbuf_clear(&lookups->scratch);
    number_put(&lookups->scratch, finding->amount);
    if (finding->has_limit) {
        strbuf_put_char(&lookups->scratch, '/');
        number_put(&lookups->scratch, finding->limit);
    }
    value->text = strbuf_slice(&lookups->scratch);
    return true;
}

static bool get_limit(const struct column *column, const struct sock *sock, struct lookups *lookups,
                      struct value *value)
{
    (void)column, (void)lookups;
    value->number = finding_of(sock)->limit;
    return finding_of(sock)->has_limit;
}

static bool get_direction(const struct column *column, const struct sock *sock,
                          struct lookups *lookups, struct value *value)
{
    uint32_t direction = finding_of(sock)->direction;
    (void)column, (void)lookups;
    value->text = slice_of(direction == DIRECTION_IN ? "in" : "out");
    return direction != DIRECTION_UNKNOWN;
}

static bool get_processes(const struct column *column, const struct sock *sock,
                          struct lookups *lookups, struct value *value)
{
    (void)column, (void)lookups;
    return finding_of(sock)->processes != NULL && people_get(finding_of(sock)->processes, value);
}

/* The port of the service. As words, `to` says that it is not the own one. */
static bool get_place(const struct column *column, const struct sock *sock, struct lookups *lookups,
                      struct value *value)
{
    const struct overview_finding *finding = finding_of(sock);
    bool is_out = finding->direction == DIRECTION_OUT && column_is_sign(column);
    strbuf_clear(&lookups->scratch);
    strbuf_put_string(&lookups->scratch, is_out ? "to :" : ":");
    number_put(&lookups->scratch, finding->port);
    value->text = strbuf_slice(&lookups->scratch);
    return finding->port != 0 && !(finding->has_peer && column_is_sign(column));
}

static bool get_words(const struct column *column, const struct sock *sock, struct lookups *lookups,
                      struct value *value)
{
    const struct overview_finding *from = finding_of(sock);
    const struct finding finding = {
        .says = from->says,
        .measure = {.amount = from->amount,
                    .limit = from->limit,
                    .critical = from->has_limit && from->amount > from->limit},
    };
    (void)column;
    strbuf_clear(&lookups->scratch);
    finding_put_words(&lookups->scratch, &finding);
    value->text = strbuf_slice(&lookups->scratch);
    return true;
}

static bool get_netns(const struct column *column, const struct sock *sock, struct lookups *lookups,
                      struct value *value)
{
    (void)column;
    return column_get(column_find(slice_of("netns")), sock, lookups, value);
}

static bool get_peer(const struct column *column, const struct sock *sock, struct lookups *lookups,
                     struct value *value)
{
    const char *name = column->type == VALUE_ENDPOINT ? "peer" : "peer_address";
    if (!finding_of(sock)->has_peer ||
        !column_get(column_find(slice_of(name)), sock, lookups, value))
        return false;
    if (column->type == VALUE_ENDPOINT)
        value->endpoint.service = (struct slice){0}; /* the overview has numbers everywhere */
    return true;
}

static const struct column own[] = {
    {"sign", COLUMN_SIGN_HEADER, "sign of a finding", VALUE_TEXT, .get = get_sign,
     .stream_width = 1},
    {"processes", "Process", "processes", VALUE_PROCESSES, .get = get_processes},
    {"where", "Where", "port of the service", VALUE_TEXT, .get = get_place},
    {"code", "Code", "the check that found it", VALUE_TEXT, .get = get_code},
    {"amount", "Amount", "how much, and the limit", VALUE_TEXT, .get = get_amount},
    {"amount", "Amount", "how much", ROW_NUMBER(overview_finding, amount)},
    {"limit", "Limit", "the limit", VALUE_UNSIGNED, .get = get_limit},
    {"direction", "Direction", "in or out, of connections", VALUE_TEXT, .get = get_direction},
    {"port", "Port", "port of the service", ROW_NUMBER(overview_finding, port)},
    {"processes", "", "processes", VALUE_PROCESSES, .get = get_processes},
    {"where", COLUMN_SIGN_HEADER, "port of the service", VALUE_TEXT, .get = get_place},
    {"words", COLUMN_SIGN_HEADER, "what and how much", VALUE_TEXT, .get = get_words},
    {"netns", "in netns", "network namespace", VALUE_TEXT, .get = get_netns},
    {"peer", "to", "the destination", VALUE_ENDPOINT, .get = get_peer},
    {"peer_address", "Peer Address", "the destination, if it is about one", VALUE_ADDRESS,
     .get = get_peer},
};

const struct view_column overview_finding_columns[OVERVIEW_FINDING_COLUMNS] = {
    {NULL, &own[0], IN_TABLE | IN_SENTENCE},
    {"netns", NULL, IN_NAMESPACES | IN_JSON},
    {NULL, &own[3], IN_JSON},
    {NULL, &own[5], IN_JSON},
    {NULL, &own[6], IN_JSON},
    {NULL, &own[7], IN_JSON},
    {NULL, &own[8], IN_JSON},
    {NULL, &own[14], IN_JSON},
    {NULL, &own[1], IN_TABLE | IN_JSON},
    {NULL, &own[2], IN_TABLE},
    {NULL, &own[3], IN_TABLE},
    {NULL, &own[4], IN_TABLE},
    {NULL, &own[9], IN_SENTENCE},
    {NULL, &own[10], IN_SENTENCE},
    {NULL, &own[13], IN_SENTENCE},
    {NULL, &own[11], IN_SENTENCE},
    {NULL, &own[12], IN_SENTENCE | IN_NAMESPACES},
};
