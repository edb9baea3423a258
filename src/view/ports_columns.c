/* SPDX-License-Identifier: MIT */
#include "util/number.h"
#include "util/plural.h"
#include "view/ports.h"

static const struct ports_range *range_of(const struct row_cells *cells)
{
    return (const struct ports_range *)cells;
}

static const struct ports_destination *destination_of(const struct row_cells *cells)
{
    return (const struct ports_destination *)cells;
}

static bool get_netns(const struct column *column, const struct sock *sock, struct lookups *lookups,
                      struct value *value)
{
    (void)column;
    value->text = namespaces_find(&lookups->namespaces, range_of(sock->cells)->ports->netns);
    return value->text.length > 0;
}

static bool get_ephemeral(const struct column *column, const struct sock *sock,
                          struct lookups *lookups, struct value *value)
{
    const struct ephemeral_ports *ports = range_of(sock->cells)->ports;
    (void)column;
    strbuf_clear(&lookups->scratch);
    number_put(&lookups->scratch, ports->first);
    strbuf_put_char(&lookups->scratch, '-');
    number_put(&lookups->scratch, ports->last);
    value->text = strbuf_slice(&lookups->scratch);
    return ports->known;
}

static bool get_first(const struct column *column, const struct sock *sock, struct lookups *lookups,
                      struct value *value)
{
    (void)column, (void)lookups;
    value->number = range_of(sock->cells)->ports->first;
    return range_of(sock->cells)->ports->known;
}

static bool get_last(const struct column *column, const struct sock *sock, struct lookups *lookups,
                     struct value *value)
{
    (void)column, (void)lookups;
    value->number = range_of(sock->cells)->ports->last;
    return range_of(sock->cells)->ports->known;
}

static bool get_reserved(const struct column *column, const struct sock *sock,
                         struct lookups *lookups, struct value *value)
{
    const struct ephemeral_ports *ports = range_of(sock->cells)->ports;
    (void)lookups;
    bool is_word = column->sets != 0;
    value->text =
        is_word && ports->reserved.length == 0 ? slice_of("none") : strbuf_slice(&ports->reserved);
    return ports->reserved_known;
}

static bool get_listening(const struct column *column, const struct sock *sock,
                          struct lookups *lookups, struct value *value)
{
    (void)column, (void)lookups;
    value->number = range_of(sock->cells)->listening;
    return range_of(sock->cells)->ports->known;
}

bool ports_range_is_known(const struct ports_range *range)
{
    return range != NULL && range->ports->known && range->ports->reserved_known;
}

static bool get_usable(const struct column *column, const struct sock *sock,
                       struct lookups *lookups, struct value *value)
{
    (void)column, (void)lookups;
    value->number = range_of(sock->cells)->usable;
    return ports_range_is_known(range_of(sock->cells));
}

static bool get_used(const struct column *column, const struct sock *sock, struct lookups *lookups,
                     struct value *value)
{
    (void)column, (void)lookups;
    value->number = destination_of(sock->cells)->used;
    return true;
}

/* Two connections can have one port where they are bound to different devices. */
uint32_t ports_left(const struct ports_destination *destination)
{
    uint32_t usable = destination->range->usable;
    return usable > destination->used ? usable - destination->used : 0;
}

static bool get_left(const struct column *column, const struct sock *sock, struct lookups *lookups,
                     struct value *value)
{
    const struct ports_destination *destination = destination_of(sock->cells);
    (void)column, (void)lookups;
    if (!ports_range_is_known(destination->range))
        return false;
    value->number = ports_left(destination);
    value->colour = value->number == 0 ? COLOUR_RED : COLOUR_NONE;
    return true;
}

static bool get_states(const struct column *column, const struct sock *sock,
                       struct lookups *lookups, struct value *value)
{
    const struct ports_destination *destination = destination_of(sock->cells);
    struct strbuf *text = &lookups->scratch;
    (void)column;
    strbuf_clear(text);
    for (unsigned i = 0; i < PORTS_STATES; i++) {
        if (destination->in_state[i] == 0 || state_find(i) == NULL)
            continue;
        strbuf_put_string(text, text->length > 0 ? "," : "");
        strbuf_put_string(text, state_find(i)->name);
        strbuf_put_char(text, ':');
        number_put(text, destination->in_state[i]);
    }
    value->text = strbuf_slice(text);
    return text->length > 0;
}

/* The state is in `offset`. */
static bool get_in_state(const struct column *column, const struct sock *sock,
                         struct lookups *lookups, struct value *value)
{
    (void)lookups;
    value->number = destination_of(sock->cells)->in_state[column->offset];
    return true;
}

static bool get_in_others(const struct column *column, const struct sock *sock,
                          struct lookups *lookups, struct value *value)
{
    const struct ports_destination *destination = destination_of(sock->cells);
    (void)column, (void)lookups;
    value->number = destination->used - destination->in_state[STATE_ESTABLISHED] -
                    destination->in_state[STATE_TIME_WAIT] -
                    destination->in_state[STATE_CLOSE_WAIT];
    return true;
}

/* The ports for people, but for those that are reserved, which may be many. */
static bool get_words(const struct column *column, const struct sock *sock, struct lookups *lookups,
                      struct value *value)
{
    const struct ports_range *range = range_of(sock->cells);
    struct strbuf *text = &lookups->scratch;
    (void)column;
    if (!ports_range_is_known(range))
        return false;
    strbuf_clear(text);
    strbuf_put_string(text, "Ephemeral ports ");
    number_put(text, range->ports->first);
    strbuf_put_char(text, '-');
    number_put(text, range->ports->last);
    strbuf_put_string(text, ": ");
    number_put(text, range->usable);
    strbuf_put_string(text, " usable, ");
    number_put(text, range->listening);
    strbuf_put_string(text, plural(range->listening, " has", " have"));
    strbuf_put_string(text, " a listener, reserved:");
    value->text = strbuf_slice(text);
    return true;
}

static const struct column own[] = {
    {"netns", "Netns", "network namespace", VALUE_TEXT, .get = get_netns},
    {"ephemeral", "Ephemeral", "first and last port of the range", VALUE_TEXT,
     .get = get_ephemeral},
    {"first_port", "First-Port", "first port of the range", VALUE_UNSIGNED, .get = get_first},
    {"last_port", "Last-Port", "last port of the range", VALUE_UNSIGNED, .get = get_last},
    {"reserved", "Reserved", "reserved ports, or none", VALUE_TEXT, IN_TABLE, .get = get_reserved},
    {"reserved", "Reserved", "reserved ports", VALUE_TEXT, .get = get_reserved},
    {"listening", "Listening", "ports of the range that have a listener and are not reserved",
     VALUE_UNSIGNED, .get = get_listening},
    {"usable", "Usable", "ports of the range that are not reserved and have no listener",
     VALUE_UNSIGNED, .get = get_usable},
    {"used", "Used", "ports that the connections have", VALUE_UNSIGNED, .get = get_used},
    {"left", "Left", "ports that are left for this destination", VALUE_UNSIGNED, .get = get_left},
    {"states", "States", "connections by state", VALUE_TEXT, .get = get_states},
    {"established", "Established", "connections in ESTABLISHED", VALUE_UNSIGNED,
     .get = get_in_state, .offset = STATE_ESTABLISHED},
    {"time_wait", "Time-Wait", "connections in TIME_WAIT", VALUE_UNSIGNED, .get = get_in_state,
     .offset = STATE_TIME_WAIT},
    {"close_wait", "Close-Wait", "connections in CLOSE_WAIT", VALUE_UNSIGNED, .get = get_in_state,
     .offset = STATE_CLOSE_WAIT},
    {"other", "Other", "connections in other states", VALUE_UNSIGNED, .get = get_in_others},
    {"words", COLUMN_SIGN_HEADER, "the ports in words", VALUE_TEXT, .get = get_words},
    {"reserved", "", "reserved ports, or none", VALUE_TEXT, IN_TABLE, .get = get_reserved},
    {"netns", "in netns", "network namespace", VALUE_TEXT, .get = get_netns},
};

static const struct view_column range_columns[] = {
    {NULL, &own[0], IN_NAMESPACES | IN_JSON},
    {NULL, &own[1], IN_TABLE},
    {NULL, &own[2], IN_JSON},
    {NULL, &own[3], IN_JSON},
    {NULL, &own[4], IN_TABLE},
    {NULL, &own[5], IN_JSON},
    {NULL, &own[6], IN_TABLE | IN_JSON},
    {NULL, &own[7], IN_TABLE | IN_JSON},
    {NULL, &own[15], IN_SENTENCE},
    {NULL, &own[16], IN_SENTENCE},
    {NULL, &own[17], IN_SENTENCE | IN_NAMESPACES},
};

static const struct view_column destination_columns[] = {
    {"netns", NULL, IN_NAMESPACES | IN_JSON},
    {"local_address", NULL, IN_TABLE | IN_JSON},
    {"peer", NULL, IN_TABLE},
    {"peer_address", NULL, IN_JSON},
    {"peer_port", NULL, IN_JSON},
    {NULL, &own[8], IN_TABLE | IN_JSON},
    {NULL, &own[9], IN_TABLE | IN_JSON},
    {NULL, &own[10], IN_TABLE},
    {NULL, &own[11], IN_JSON},
    {NULL, &own[12], IN_JSON},
    {NULL, &own[13], IN_JSON},
    {NULL, &own[14], IN_JSON},
};

#define COLUMNS(array) .columns = (array), .column_count = sizeof(array) / sizeof((array)[0])

const struct view_section ports_sections[] = {
    [PORTS_RANGES] = {"ranges", COLUMNS(range_columns), .is_line = true, .speaks = true,
                      .in_document = true},
    [PORTS_DESTINATIONS] = {"destinations", COLUMNS(destination_columns)},
};
