/* SPDX-License-Identifier: MIT */
#include "cli/columns.h"

#include <errno.h>
#include <stdlib.h>
#include <string.h>

#include "cli/options.h"
#include "column/columns.h"

static size_t find_chosen(const struct query *query, const struct column *column)
{
    size_t at = 0;
    while (at < query->column_count && query->columns[at].column != column)
        at++;
    return at;
}

/* A column that is added again stays at its first place, but becomes a named one when --columns
 * names it. */
static void add_column(struct query *query, struct chosen_column chosen)
{
    size_t at = find_chosen(query, chosen.column);
    if (at == query->column_count)
        query->columns[query->column_count++] = chosen;
    else
        query->columns[at].named |= chosen.named;
}

static void remove_column(struct query *query, const struct column *column)
{
    size_t at = find_chosen(query, column);
    if (at == query->column_count)
        return;
    query->column_count--;
    memmove(&query->columns[at], &query->columns[at + 1],
            (query->column_count - at) * sizeof(*query->columns));
}

/* How columns of a set come in. */
struct manner {
    bool named, word;
};

static void add_group(struct query *query, const struct column_group *group, unsigned sets,
                      struct manner manner)
{
    for (size_t i = 0; i < group->count; i++) {
        if (group->columns[i].sets & sets)
            add_column(query,
                       (struct chosen_column){&group->columns[i], manner.named, manner.word});
    }
}

/* The columns of these sets (enum column_set) that a chosen family can have, in the order of the
 * table of columns. */
static void add_set(struct query *query, unsigned sets, struct manner manner)
{
    for (size_t i = 0; i < column_groups_count; i++) {
        if (selection_has_columns(&query->selection, column_groups[i]))
            add_group(query, column_groups[i], sets, manner);
    }
}

/* One name of --columns, with its sign, or 0. */
struct list_item {
    char sign;
    const struct column *column;
};

static bool fail_unknown(struct slice name, struct error *error)
{
    const char *near = option_argument_nearest(ARGUMENT_COLUMNS, name);
    if (near != NULL)
        return error_set(
            error, 0,
            "--columns: there is no column '%.*s': did you mean '%s'? (--list-columns shows them)",
            (int)name.length, name.data, near);
    return error_set(error, 0, "--columns: there is no column '%.*s' (--list-columns shows them)",
                     (int)name.length, name.data);
}

/* Takes the next name off a comma-separated list and moves `list` after it, or to NULL at the end.
 */
static bool next_item(const char **list, struct list_item *item, struct error *error)
{
    size_t length = strcspn(*list, ",");
    struct slice name = {*list, length};
    bool is_signed = length > 0 && (**list == '+' || **list == '-');
    item->sign = is_signed ? **list : 0;
    if (is_signed)
        name = slice_skip(name, 1);
    item->column = column_find(name);
    *list = (*list)[length] == '\0' ? NULL : *list + length + 1;
    return item->column != NULL || fail_unknown(name, error);
}

static bool has_plain_name(const char *list)
{
    while (*list == '+' || *list == '-') {
        list += strcspn(list, ",");
        list += *list == ',' ? 1 : 0;
    }
    return *list != '\0';
}

/* A list with a name without a sign replaces the format's own columns. */
static bool apply_list(struct query *query, const char *list, struct error *error)
{
    struct list_item item;
    if (list != NULL && has_plain_name(list))
        query->column_count = 0;
    while (list != NULL) {
        if (!next_item(&list, &item, error))
            return false;
        if (item.sign != '-')
            add_column(query, (struct chosen_column){item.column, .named = true});
    }
    return true;
}

/* Last, so that a name is taken away wherever it came from. */
static bool apply_removals(struct query *query, const char *list, struct error *error)
{
    const char *rest = list;
    struct list_item item;
    while (rest != NULL) {
        if (!next_item(&rest, &item, error))
            return false;
        if (item.sign == '-')
            remove_column(query, item.column);
    }
    if (query->column_count == 0)
        return error_set(error, 0, "--columns: no column is left by '%s'", list);
    return true;
}

/* Details without a column in a table: it shows them in the cells of others. */
static unsigned sets_of_names(unsigned details)
{
    return (details & IN_HOSTS) | (details & IN_PROCESSES ? (unsigned)IN_OWNER_STATUS : 0);
}

/* Names of ports are not asked for with -n. A table shows them in the cells of others. */
static unsigned sets_of_format(const struct query *query)
{
    unsigned sets = query->format->columns;
    return sets & IN_JSON && !query->numeric ? sets | IN_SERVICES : sets;
}

/* The other end is in another namespace only when all of them are read. */
static unsigned with_peer_namespaces(unsigned details)
{
    bool wanted = details & IN_PEERS && details & IN_NAMESPACES;
    return wanted ? details | IN_PEER_NETNS : details;
}

/* A layout of another program knows by itself what it shows. */
static void choose_layout(struct query *query)
{
    query->needs |= query->format->needs(query->details) | filter_needs(query->selection.filter);
}

void columns_add_needs(struct query *query)
{
    for (size_t i = 0; i < query->column_count; i++)
        query->needs |= query->columns[i].column->needs;
    query->needs |= filter_needs(query->selection.filter);
    if (!(query->details & IN_HOSTS)) /* only with -r is the name of an address looked up */
        query->needs &= ~(unsigned)NEED_HOSTS;
}

bool columns_choose(struct query *query, const char *list, struct error *error)
{
    if (query->format->needs != NULL) {
        choose_layout(query);
        return true;
    }
    query->columns = calloc(columns_count(), sizeof(*query->columns));
    if (query->columns == NULL)
        return error_set_errno(error, ENOMEM, "columns");
    const struct manner usual = {false, false}, named = {true, false},
                        detail = {true, query->format->words};
    add_set(query, sets_of_format(query), usual);
    if (!apply_list(query, list, error))
        return false;
    static const unsigned own[] = {IN_NAMESPACES, IN_PROCESSES, IN_PEERS, IN_PEER_NETNS};
    unsigned details = with_peer_namespaces(query->details) & ~(unsigned)IN_HOSTS;
    for (size_t i = 0; i < sizeof(own) / sizeof(own[0]); i++) {
        add_set(query, details & own[i], named);
        details &= ~own[i];
    }
    if (!query->format->words)
        add_set(query, sets_of_names(query->details), named);
    add_set(query, details, detail);
    if (query->events || (query->repeats && query->format->rows_only))
        add_set(query, IN_TIME, usual);
    if (list != NULL && !apply_removals(query, list, error))
        return false;
    columns_add_needs(query);
    return true;
}
