/* SPDX-License-Identifier: MIT */
#include "column/columns.h"
#include "filter/kinds.h"

/* `autobound` is no column, because the kernel reports it for no socket. This row states only which
 * value a test of it needs. */
static const struct column autobound = {.name = "autobound", .have = HAVE_AUTOBOUND};

/* Fields that are not columns: words of ss, and parts of the owners. */
static const struct {
    const char *name;
    const char *column; /* NULL: `autobound` above */
    enum filter_kind_id kind;
    bool of_ss; /* see struct filter_field */
    const char *help;
} words[] = {
    {"src", "local", FILTER_ENDPOINT, true, "local address, with or without a prefix and a port"},
    {"dst", "peer", FILTER_ENDPOINT, true, "peer address, with or without a prefix and a port"},
    {"sport", "local_port", FILTER_PORT, true, "local port, by number or service"},
    {"dport", "peer_port", FILTER_PORT, true, "peer port, by number or service"},
    {"dev", "interface", FILTER_DEVICE, true,
     "network device that the socket is bound to, by name or index"},
    {"fwmark", "mark", FILTER_MARK, true, "firewall mark, with or without a mask"},
    {"cgroup", "cgroup", FILTER_CGROUP, true, "path of the socket's control group"},
    {"state", "state", FILTER_STATE, true, "state of the socket, or a group of states"},
    {"autobound", NULL, FILTER_AUTOBOUND, true,
     "whether the kernel chose the local port; takes no operator and no value"},
    {"process", "processes", FILTER_PROCESS, false, "name of a process that holds the socket"},
    {"pid", "processes", FILTER_PROCESS_ID, false, "id of a process that holds the socket"},
    {"fd", "processes", FILTER_DESCRIPTOR, false,
     "file descriptor by which a process holds the socket"},
};
/* Columns of owners that a test reads as a word does. */
static const struct {
    const char *column, *word;
} aliases[] = {{"processes", "process"}, {"process_names", "process"}, {"pids", "pid"}};

enum { WORDS = sizeof(words) / sizeof(words[0]) };

/* Columns whose values are compared in a special way, not by their type. */
static const struct {
    const char *column;
    enum filter_kind_id kind;
} special[] = {
    {"local_port", FILTER_PORT},  {"peer_port", FILTER_PORT}, {"mark", FILTER_MARK},
    {"interface", FILTER_DEVICE}, {"netid", FILTER_NETID},    {"user", FILTER_USER},
};

static enum filter_kind_id kind_of(const struct column *column)
{
    static const enum filter_kind_id kinds[] = {
        [VALUE_UNSIGNED] = FILTER_NUMBER,   [VALUE_FLAG] = FILTER_FLAG,
        [VALUE_HEX] = FILTER_HEX,           [VALUE_TEXT] = FILTER_TEXT,
        [VALUE_TEXTS] = FILTER_TEXT,        [VALUE_NUMBERS] = FILTER_NUMBER,
        [VALUE_ADDRESS] = FILTER_ADDRESS,   [VALUE_ENDPOINT] = FILTER_ENDPOINT,
        [VALUE_PROCESSES] = FILTER_PROCESS,
    };
    for (size_t i = 0; i < sizeof(special) / sizeof(special[0]); i++) {
        if (slice_equals(slice_of(column->name), special[i].column))
            return special[i].kind;
    }
    return column->word != NULL ? FILTER_WORD : kinds[column->type];
}

static struct filter_field word_field(size_t place)
{
    return (struct filter_field){
        .name = words[place].name,
        .help = words[place].help,
        .kind = &filter_kinds[words[place].kind],
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

/* The word for a column that is read as a word does, or the name itself. */
static struct slice resolve_alias(struct slice name)
{
    for (size_t i = 0; i < sizeof(aliases) / sizeof(aliases[0]); i++) {
        if (slice_equals(name, aliases[i].column))
            return slice_of(aliases[i].word);
    }
    return name;
}

bool filter_field_find(struct slice name, struct filter_field *field)
{
    name = resolve_alias(name);
    for (size_t i = 0; i < WORDS; i++) {
        if (!slice_equals(name, words[i].name))
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
        .kind = &filter_kinds[kind_of(column)],
        .column = column,
    };
    return true;
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
    return filter_field_find(name, &field) ? field.kind->text : NULL;
}
