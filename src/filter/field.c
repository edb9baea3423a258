/* SPDX-License-Identifier: MIT */
#include "column/columns.h"
#include "filter/tree.h"

/* `autobound` is no column, because the kernel reports it for no socket. This row states only which
 * value a test of it needs. */
static const struct column autobound = {.name = "autobound", .have = HAVE_AUTOBOUND};

/* Fields that are not columns: words of ss, and parts of the owners. */
static const struct {
    const char *name;
    const char *alias;  /* or NULL */
    const char *column; /* NULL: `autobound` above */
    enum filter_kind kind;
    bool of_ss; /* see struct filter_field */
    const char *help;
} words[] = {
    {"src", NULL, "local", FILTER_ENDPOINT, true,
     "local address, with or without a prefix and a port"},
    {"dst", NULL, "peer", FILTER_ENDPOINT, true,
     "peer address, with or without a prefix and a port"},
    {"sport", NULL, "local_port", FILTER_PORT, true, "local port, by number or service"},
    {"dport", NULL, "peer_port", FILTER_PORT, true, "peer port, by number or service"},
    {"dev", NULL, "interface", FILTER_DEVICE, true,
     "network device that the socket is bound to, by name or index"},
    {"fwmark", NULL, "mark", FILTER_MARK, true, "firewall mark, with or without a mask"},
    {"cgroup", NULL, "cgroup", FILTER_CGROUP, true, "path of the socket's control group"},
    {"state", NULL, "state", FILTER_STATE, true, "state of the socket, or a group of states"},
    {"autobound", NULL, NULL, FILTER_AUTOBOUND, true,
     "whether the kernel chose the local port; takes no operator and no value"},
    {"process", "processes", "processes", FILTER_PROCESS, false,
     "name of a process that holds the socket"},
    {"pid", NULL, "processes", FILTER_PROCESS_ID, false, "id of a process that holds the socket"},
    {"fd", NULL, "processes", FILTER_DESCRIPTOR, false,
     "file descriptor by which a process holds the socket"},
};
enum { WORDS = sizeof(words) / sizeof(words[0]) };

/* Columns whose values are compared in a special way, not by their type. */
static const struct {
    const char *column;
    enum filter_kind kind;
} special[] = {
    {"local_port", FILTER_PORT},  {"peer_port", FILTER_PORT}, {"mark", FILTER_MARK},
    {"interface", FILTER_DEVICE}, {"netid", FILTER_NETID},    {"user", FILTER_USER},
};

static enum filter_kind kind_of(const struct column *column)
{
    static const enum filter_kind kinds[] = {
        [VALUE_UNSIGNED] = FILTER_NUMBER,   [VALUE_FLAG] = FILTER_FLAG,
        [VALUE_HEX] = FILTER_HEX,           [VALUE_TEXT] = FILTER_TEXT,
        [VALUE_TEXTS] = FILTER_TEXT,        [VALUE_ADDRESS] = FILTER_ADDRESS,
        [VALUE_ENDPOINT] = FILTER_ENDPOINT, [VALUE_PROCESSES] = FILTER_PROCESS,
    };
    for (size_t i = 0; i < sizeof(special) / sizeof(special[0]); i++) {
        if (slice_equals(slice_of(column->name), special[i].column))
            return special[i].kind;
    }
    return kinds[column->type];
}

static struct filter_field word_field(size_t place)
{
    return (struct filter_field){
        .name = words[place].name,
        .help = words[place].help,
        .kind = words[place].kind,
        .column =
            words[place].column == NULL ? &autobound : column_find(slice_of(words[place].column)),
        .of_ss = words[place].of_ss,
    };
}

const char *filter_field_word(size_t place, const char **help)
{
    *help = place < WORDS ? words[place].help : NULL;
    return place < WORDS ? words[place].name : NULL;
}

bool filter_field_find(struct slice name, struct filter_field *field)
{
    for (size_t i = 0; i < WORDS; i++) {
        bool is_alias = words[i].alias != NULL && slice_equals(name, words[i].alias);
        if (!is_alias && !slice_equals(name, words[i].name))
            continue;
        *field = word_field(i);
        return true;
    }
    const struct column *column = column_find(name);
    if (column == NULL)
        return false;
    *field = (struct filter_field){
        .name = column->name,
        .help = column->help,
        .kind = kind_of(column),
        .column = column,
    };
    return true;
}

const char *filter_operator_text(enum filter_operator comparison)
{
    static const char *const texts[] = {
        [FILTER_EQUAL] = "=",       [FILTER_DIFFERENT] = "!=", [FILTER_LESS] = "<",
        [FILTER_LESS_EQUAL] = "<=", [FILTER_GREATER] = ">",    [FILTER_GREATER_EQUAL] = ">=",
        [FILTER_LIKE] = "~",        [FILTER_UNLIKE] = "!~",
    };
    return texts[comparison];
}

#define BIT(comparison) (1u << (comparison))
#define EQUALITY        (BIT(FILTER_EQUAL) | BIT(FILTER_DIFFERENT))
#define ORDER                                                                                      \
    (EQUALITY | BIT(FILTER_LESS) | BIT(FILTER_LESS_EQUAL) | BIT(FILTER_GREATER) |                  \
     BIT(FILTER_GREATER_EQUAL))
#define GLOB (EQUALITY | BIT(FILTER_LIKE) | BIT(FILTER_UNLIKE))

static const struct {
    unsigned operators;
    const char *text;
} kinds[] = {
    [FILTER_AUTOBOUND] = {0, "nothing"},
    [FILTER_STATE] = {EQUALITY, "a state such as LISTEN, or all, connected, synchronized, bucket "
                                "or big"},
    [FILTER_ENDPOINT] = {GLOB, "ADDRESS[/PREFIX][:PORT], [IPV6]:PORT, :PORT or a UNIX path"},
    [FILTER_ADDRESS] = {GLOB, "ADDRESS[/PREFIX] or a UNIX path"},
    [FILTER_PORT] = {ORDER, "a port from 0 to 65535, a range such as 8000-8999, or a service"},
    [FILTER_NUMBER] = {ORDER, "a number, or a range such as 10-20"},
    [FILTER_MARK] = {ORDER, "a number, or NUMBER/MASK"},
    [FILTER_FLAG] = {EQUALITY, "true or false"},
    [FILTER_HEX] = {EQUALITY, "a hexadecimal number"},
    [FILTER_TEXT] = {GLOB, "a text"},
    [FILTER_NETID] = {GLOB, "a kind of sockets such as tcp or u_str"},
    [FILTER_USER] = {GLOB, "the name or the number of a user"},
    [FILTER_DEVICE] = {GLOB, "the name or the index of a network device"},
    [FILTER_CGROUP] = {GLOB, "the path of a control group"},
    [FILTER_PROCESS] = {GLOB, "the name of a process"},
    [FILTER_PROCESS_ID] = {ORDER, "a process id"},
    [FILTER_DESCRIPTOR] = {ORDER, "a number"},
};

bool filter_kind_allows(enum filter_kind kind, enum filter_operator comparison)
{
    return kinds[kind].operators & BIT(comparison);
}

const char *filter_kind_text(enum filter_kind kind)
{
    return kinds[kind].text;
}

void filter_kind_put_operators(enum filter_kind kind, struct strbuf *buffer)
{
    size_t before = buffer->length;
    for (enum filter_operator comparison = FILTER_EQUAL; comparison <= FILTER_UNLIKE;
         comparison++) {
        if (!filter_kind_allows(kind, comparison))
            continue;
        strbuf_put_string(buffer, buffer->length == before ? "" : " ");
        strbuf_put_string(buffer, filter_operator_text(comparison));
    }
}

void filter_put_operators(struct slice name, struct strbuf *buffer)
{
    struct filter_field field;
    if (filter_field_find(name, &field))
        filter_kind_put_operators(field.kind, buffer);
}

const char *filter_values_text(struct slice name)
{
    struct filter_field field;
    return filter_field_find(name, &field) ? filter_kind_text(field.kind) : NULL;
}
