/* SPDX-License-Identifier: MIT */
#include "arrange/finding_columns.h"

#include "column/columns.h"

#define CELL(place) .get = cells_get, .offset = (place)
#define EVERYWHERE  (IN_TABLE | IN_JSON)

static bool get_processes(const struct column *column, const struct sock *sock,
                          struct lookups *lookups, struct value *value)
{
    (void)column;
    const struct finding_cells *finding = (const struct finding_cells *)sock->cells;
    if (finding == NULL || !people_get(finding->processes, value))
        return false;
    value->processes.merged = lookups->processes_merged;
    return true;
}

const struct column finding_columns[FINDING_COLUMNS] = {
    [FINDING_SEVERITY] = {"severity", "Severity", "critical: nothing is left; or warning",
                          VALUE_TEXT, EVERYWHERE, CELL(FINDING_SEVERITY)},
    [FINDING_CODE] = {"code", "Code", "the check that found it", VALUE_TEXT, EVERYWHERE,
                      CELL(FINDING_CODE)},
    [FINDING_WHAT] = {"what", "What", "what is full, stuck or lost", VALUE_TEXT, EVERYWHERE,
                      CELL(FINDING_WHAT)},
    [FINDING_AMOUNT] = {"amount", "Amount", "how much of it there is, in units of the member unit",
                        VALUE_UNSIGNED, EVERYWHERE, CELL(FINDING_AMOUNT)},
    [FINDING_LIMIT] = {"limit", "Limit", "how much there can be", VALUE_UNSIGNED, EVERYWHERE,
                       CELL(FINDING_LIMIT)},
    [FINDING_UNIT] = {"unit", "Unit", "what amount and limit count", VALUE_TEXT, IN_JSON,
                      CELL(FINDING_UNIT)},
    [FINDING_AGE_LEAST] = {"age_least_s", "Age", "seconds that it has lasted at least",
                           VALUE_UNSIGNED, EVERYWHERE, CELL(FINDING_AGE_LEAST)},
    [FINDING_AGE_MOST] = {"age_most_s", "Age-Most", "seconds that it has lasted at most",
                          VALUE_UNSIGNED, IN_JSON, CELL(FINDING_AGE_MOST)},
    [FINDING_NETID] = {"netid", "Netid", "kind of socket", VALUE_TEXT, EVERYWHERE,
                       CELL(FINDING_NETID)},
    [FINDING_LOCAL] = {"local", "Local Address:Port", "local address and port, of a single socket",
                       VALUE_ENDPOINT, EVERYWHERE, NEED_SERVICES, CELL(FINDING_LOCAL)},
    [FINDING_PEER] = {"peer", "Peer Address:Port", "peer address and port, or the destination",
                      VALUE_ENDPOINT, EVERYWHERE, CELL(FINDING_PEER)},
    [FINDING_PROCESSES] = {"processes", "Process", "processes that it is about", VALUE_PROCESSES,
                           EVERYWHERE, .get = get_processes, .offset = FINDING_PROCESSES},
    [FINDING_NETNS] = {"netns", "Netns", "network namespace: its name or inode", VALUE_TEXT,
                       IN_JSON | IN_NAMESPACES, CELL(FINDING_NETNS)},
    [FINDING_LOOK_AT] = {"look_at", "Look-At", "what to look at: a system call or a setting",
                         VALUE_TEXT, EVERYWHERE, CELL(FINDING_LOOK_AT)},
    [FINDING_ADVICE] = {"advice", "Advice", "the usual cause, and what to do", VALUE_TEXT, IN_JSON,
                        CELL(FINDING_ADVICE)},
    [FINDING_SOCKET_COUNT] = {"socket_count", "Sockets", "sockets that have it, as far as listed",
                              VALUE_UNSIGNED, IN_JSON, CELL(FINDING_SOCKET_COUNT)},
    [FINDING_SOCKETS] = {"sockets", "Some-Sockets", "some of these sockets, at most 20",
                         VALUE_RECORDS, IN_JSON, CELL(FINDING_SOCKETS)},
    [FINDING_RANK] = {"rank", "Rank", "the worst have the lowest", VALUE_UNSIGNED,
                      CELL(FINDING_RANK)},
    [FINDING_PID] = {"pid", "Pid", "the lowest process id", VALUE_UNSIGNED, CELL(FINDING_PID)},
    [FINDING_WORDS] = {"words", "Words", "what and how much", VALUE_TEXT, CELL(FINDING_WORDS)},
    [FINDING_NOTE] = {"note", "Note", "what to do", VALUE_TEXT, CELL(FINDING_NOTE)},
};

/* The value of the column of a finding with the place in `offset`. */
static bool get_part(const struct column *column, const struct sock *sock, struct lookups *lookups,
                     struct value *value)
{
    return column_get(&finding_columns[column->offset], sock, lookups, value);
}

static bool get_severity(const struct column *column, const struct sock *sock,
                         struct lookups *lookups, struct value *value)
{
    if (!get_part(column, sock, lookups, value))
        return false;
    bool is_worst = slice_equals(value_text(value), finding_severity(0));
    value->colour = is_worst ? COLOUR_RED : COLOUR_YELLOW;
    return true;
}

#define PART(place) .get = get_part, .offset = (place)
const struct column finding_sentence[FINDING_SENTENCE_PARTS] = {
    {"severity", "", "how bad", VALUE_TEXT, .get = get_severity, .offset = FINDING_SEVERITY,
     .stream_width = sizeof("critical") - 1},
    {"processes", "", "who", VALUE_PROCESSES, PART(FINDING_PROCESSES)},
    {"netid", "", "kind of socket", VALUE_TEXT, PART(FINDING_NETID)},
    {"local", "", "local end", VALUE_ENDPOINT, PART(FINDING_LOCAL)},
    {"peer", "to", "peer", VALUE_ENDPOINT, PART(FINDING_PEER)},
    {"words", COLUMN_SIGN_HEADER, "what and how much", VALUE_TEXT, PART(FINDING_WORDS)},
    {"netns", "in netns", "where", VALUE_TEXT, IN_NAMESPACES, PART(FINDING_NETNS)},
    {"note", COLUMN_SIGN_HEADER, "what to do", VALUE_TEXT, PART(FINDING_NOTE)},
};

const char *finding_severity(size_t place)
{
    static const char *const severities[] = {"critical", "warning"};
    return place < sizeof(severities) / sizeof(severities[0]) ? severities[place] : NULL;
}

static const char *const socket_columns[] = {
    "netid",      "state",        "recv_q",    "send_q", "local_address",
    "local_port", "peer_address", "peer_port", "inode",  "cookie",
};

const char *finding_socket_column(size_t place)
{
    return place < sizeof(socket_columns) / sizeof(socket_columns[0]) ? socket_columns[place]
                                                                      : NULL;
}

void finding_put_socket(struct strbuf *text, const struct sock *sock, struct lookups *lookups)
{
    const char *name;
    for (size_t i = 0; (name = finding_socket_column(i)) != NULL; i++) {
        struct value value;
        strbuf_put_string(text, i == 0 ? "{\"" : ",\"");
        strbuf_put_string(text, name);
        strbuf_put_string(text, "\":");
        if (column_get(column_find(slice_of(name)), sock, lookups, &value))
            value_put(text, &value, VALUE_JSON);
        else
            strbuf_put_string(text, "null");
    }
    strbuf_put_char(text, '}');
}
