/* SPDX-License-Identifier: MIT */
#include "cli/words_at.h"

#include <ctype.h>

#include "column/columns.h"
#include "filter/next.h"

/* Columns whose values are words of this machine. */
static const struct {
    const char *column;
    enum live_kind live;
} columns_live[] = {
    {"user", LIVE_USERS},
    {"uid", LIVE_USER_IDS},
    {"unit", LIVE_UNITS},
    {"user_unit", LIVE_USER_UNITS},
    {"process_cgroup", LIVE_PROCESS_CGROUPS},
    {"netns", LIVE_NAMESPACES},
    {"peer_netns", LIVE_NAMESPACES},
    {"local_service", LIVE_LOCAL_SERVICES},
    {"peer_service", LIVE_PEER_SERVICES},
    {"xdp_umem_interface", LIVE_DEVICES},
};

/* What each operator means, and the word for it when a shell would interpret the sign. */
static const struct {
    const char *sign, *word, *help;
} operators[] = {
    {"=", NULL, "is"},
    {"!=", NULL, "is not"},
    {"<", "lt", "is less than"},
    {"<=", "le", "is at most"},
    {">", "gt", "is more than"},
    {">=", "ge", "is at least"},
    {"~", NULL, "is like a pattern"},
    {"!~", NULL, "is not like a pattern"},
};

static bool is_field_word(const char *name)
{
    const char *help, *word;
    for (size_t i = 0; (word = filter_field_word(i, &help)) != NULL; i++) {
        if (strcmp(word, name) == 0)
            return true;
    }
    return false;
}

/* Offers the words of ss, and columns once something was typed. */
static void add_tests(struct candidates *candidates, const struct dialect *dialect)
{
    const char *help, *word;
    bool listed = words_add_list(candidates, dialect, ARGUMENT_FIELDS);
    for (size_t i = 0; !listed && (word = filter_field_word(i, &help)) != NULL; i++)
        candidates_offer(candidates, word, help);
    candidates_offer(candidates, "exclude", "not in this state");
    candidates_offer(candidates, "not", "turns the next test round");
    for (size_t i = 0; !listed && i < columns_count(); i++) {
        const struct column *column = column_at(i);
        if (is_field_word(column->name))
            continue;
        if (candidates->typed.length > 0)
            candidates_offer(candidates, column->name, column->help);
        else
            candidates_leave_out(candidates, column->name);
    }
}

static bool has_sign(struct slice signs, const char *sign)
{
    size_t length = strlen(sign);
    for (size_t at = 0; at < signs.length; at++) {
        size_t end = at;
        while (end < signs.length && signs.data[end] != ' ')
            end++;
        if (end - at == length && memcmp(signs.data + at, sign, length) == 0)
            return true;
        at = end;
    }
    return false;
}

/* Words in place of `<` and `>` where each part of the filter is a word of the shell. */
static void add_operators(struct candidates *candidates, const struct dialect *dialect,
                          const char *field, bool as_words)
{
    struct strbuf signs = {0};
    bool is_state = strcmp(field, "state") == 0;
    filter_put_operators(slice_of(field), &signs);
    for (size_t i = 0; i < sizeof(operators) / sizeof(operators[0]); i++) {
        bool typed_sign =
            candidates->typed.length > 0 && ispunct((unsigned char)candidates->typed.data[0]);
        const char *word = as_words && !typed_sign && operators[i].word != NULL ? operators[i].word
                                                                                : operators[i].sign;
        if (dialect != NULL && (is_state || strchr(operators[i].sign, '~') != NULL))
            continue; /* ss has no patterns, and no sign after `state` */
        if (has_sign(strbuf_slice(&signs), operators[i].sign))
            candidates_offer(candidates, word, operators[i].help);
    }
    strbuf_free(&signs);
}

static bool begins(const struct candidates *candidates, const char *characters)
{
    return candidates->typed.length > 0 && strchr(characters, candidates->typed.data[0]) != NULL;
}

/* A colon may stand before a port, and before that a star. */
static void add_ports(struct candidates *candidates, bool is_peer, live_reader *live)
{
    if (begins(candidates, "*"))
        candidates_keep(candidates, 1);
    if (begins(candidates, ":"))
        candidates_keep(candidates, 1);
    if (candidates->typed.length == 0 || isdigit((unsigned char)candidates->typed.data[0])) {
        words_add_live_values(candidates, is_peer ? LIVE_PEER_PORTS : LIVE_LOCAL_PORTS, live);
        return;
    }
    words_add_live_values(candidates, is_peer ? LIVE_PEER_SERVICES : LIVE_LOCAL_SERVICES, live);
    words_add_live_values(candidates, LIVE_SERVICES, live);
}

/* An address, a port after a colon, or the name of a UNIX socket, which is offered when it is
 * begun. */
static void add_ends(struct candidates *candidates, bool has_port, bool is_peer, live_reader *live)
{
    if (has_port && begins(candidates, ":*"))
        add_ports(candidates, is_peer, live);
    else if (begins(candidates, "/@"))
        words_add_live_values(candidates, LIVE_UNIX_NAMES, live);
    else
        words_add_live_values(candidates, is_peer ? LIVE_PEER_ADDRESSES : LIVE_LOCAL_ADDRESSES,
                              live);
}

static void add_netids(struct candidates *candidates)
{
    for (size_t i = 0; i < families_count; i++) {
        for (size_t j = 0; j < families[i]->kind_count; j++)
            candidates_offer(candidates, families[i]->kinds[j].netid, families[i]->help);
    }
}

static void add_of_column(struct candidates *candidates, const char *column, live_reader *live)
{
    const struct column *row = column_find(slice_of(column));
    const char *word;
    for (size_t i = 0; row != NULL && row->word != NULL && (word = row->word(i)) != NULL; i++)
        candidates_offer(candidates, word, "");
    for (size_t i = 0; i < sizeof(columns_live) / sizeof(columns_live[0]); i++) {
        if (strcmp(column, columns_live[i].column) == 0)
            words_add_live_values(candidates, columns_live[i].live, live);
    }
}

/* Names and addresses may stand in quotation marks, which take part in what is replaced. */
static bool may_be_marked(enum filter_values values)
{
    return values != VALUES_STATES && values != VALUES_PORTS;
}

static void add_values(struct candidates *candidates, const struct filter_next *next,
                       const struct dialect *dialect, live_reader *live)
{
    static const enum live_kind live_kinds[] = {
        [VALUES_DEVICES] = LIVE_DEVICES,
        [VALUES_CGROUPS] = LIVE_CGROUPS,
        [VALUES_PROCESSES] = LIVE_PROCESSES,
        [VALUES_PROCESS_IDS] = LIVE_PROCESS_IDS,
    };
    bool is_peer = strncmp(next->column, "peer", 4) == 0;
    if (next->marked && !may_be_marked(next->values))
        return;
    switch (next->values) {
    case VALUES_STATES:
        words_add_states(candidates, dialect);
        break;
    case VALUES_ENDPOINTS:
    case VALUES_ADDRESSES:
        add_ends(candidates, next->values == VALUES_ENDPOINTS && !next->marked, is_peer, live);
        break;
    case VALUES_PORTS:
        add_ports(candidates, is_peer, live);
        break;
    case VALUES_FLAGS:
        candidates_offer(candidates, "true", "");
        candidates_offer(candidates, "false", "");
        break;
    case VALUES_NETIDS:
        add_netids(candidates);
        break;
    case VALUES_OF_COLUMN:
        add_of_column(candidates, next->column, live);
        break;
    case VALUES_NONE:
        break;
    default:
        words_add_live_values(candidates, live_kinds[next->values], live);
    }
}

static void add_connectives(struct candidates *candidates, bool is_open)
{
    candidates_offer(candidates, "and", "both must hold");
    candidates_offer(candidates, "or", "one of them must hold");
    if (is_open)
        candidates_offer(candidates, ")", "closes the bracket");
}

/* A value that an operator can precede is offered once the user has begun to type it, but a state
 * needs no operator. */
static bool wants_value(const struct candidates *candidates, const struct filter_next *next)
{
    return next->value && (next->marked || !next->operators || next->values == VALUES_STATES ||
                           (candidates->typed.length > 0 && !begins(candidates, "=!<>~")));
}

static void add_next(struct candidates *candidates, const struct filter_next *next, bool is_inside,
                     const struct dialect *dialect, live_reader *live)
{
    if (wants_value(candidates, next))
        add_values(candidates, next, dialect, live);
    if (next->marked)
        return;
    if (next->operators)
        add_operators(candidates, dialect, next->field, !is_inside);
    if (next->connectives)
        add_connectives(candidates, next->close);
    if (next->test && begins(candidates, ":")) /* a port alone is a test */
        add_ports(candidates, false, live);
    else if (next->test && (!next->connectives || candidates->typed.length > 0))
        add_tests(candidates, dialect);
}

void words_add_filter(struct candidates *candidates, struct slice before,
                      const struct dialect *dialect, live_reader *live)
{
    struct slice last = candidates->typed;
    struct strbuf text = {0};
    strbuf_put(&text, before.data, before.length);
    strbuf_put(&text, last.data, last.length);
    struct filter_next next = filter_find_next(strbuf_slice(&text));
    candidates->kind = CANDIDATES_FILTER;
    /* Where a quotation mark was opened in an earlier word, this one cannot be replaced alone. */
    if (!text.failed && next.start >= before.length) {
        size_t kept = next.start - before.length;
        candidates_keep(candidates, kept);
        candidates->typed = next.typed;
        add_next(candidates, &next, kept > 0, dialect, live);
    }
    candidates->typed = (struct slice){0};
    strbuf_free(&text);
}
