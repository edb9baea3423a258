/* SPDX-License-Identifier: MIT */
#include "cli/grouping.h"

#include <errno.h>
#include <stdlib.h>

#include "cli/columns.h"
#include "cli/name_list.h"
#include "column/cells.h"
#include "column/columns.h"
#include "util/nearest.h"

static bool has_field(const struct grouping *grouping, const char *name)
{
    size_t at = 0;
    while (at < grouping->field_count && strcmp(grouping->fields[at].name, name) != 0)
        at++;
    return at < grouping->field_count;
}

static bool read_field(struct grouping *grouping, struct slice name, struct error *error)
{
    struct field field;
    if (!field_find(name, &field))
        return name_list_refuse("count-by", ARGUMENT_FIELDS, name, error);
    if (has_field(grouping, field.name))
        return error_set(error, 0, "--count-by: '%s' is there twice", field.name);
    grouping->fields[grouping->field_count++] = field;
    return true;
}

static bool read_total(struct grouping *grouping, struct slice name, struct error *error)
{
    const struct column *column = column_find(name);
    if (column == NULL)
        return name_list_refuse("total", ARGUMENT_TOTALS, name, error);
    if (column->type != VALUE_UNSIGNED)
        return error_set(error, 0, "--total: '%s' has no numbers that can be added up",
                         column->name);
    for (size_t i = 0; i < grouping->total_count; i++) {
        if (grouping->totals[i] == column)
            return error_set(error, 0, "--total: '%s' is there twice", column->name);
    }
    grouping->totals[grouping->total_count++] = column;
    return true;
}

static bool read_lists(struct grouping *grouping, const char *fields, const char *totals,
                       struct error *error)
{
    grouping->asked = true;
    grouping->fields =
        calloc(fields == NULL ? 1 : name_list_count(fields), sizeof(*grouping->fields));
    grouping->totals =
        calloc(totals == NULL ? 1 : name_list_count(totals), sizeof(*grouping->totals));
    if (grouping->fields == NULL || grouping->totals == NULL)
        return error_set_errno(error, ENOMEM, "--count-by");
    while (fields != NULL) {
        if (!read_field(grouping, name_list_next(&fields), error))
            return false;
    }
    while (totals != NULL) {
        if (!read_total(grouping, name_list_next(&totals), error))
            return false;
    }
    return true;
}

/* The name of a sum of a column. NULL when out of memory. */
static const char *name_sum(struct arena *arena, const char *prefix, const char *name)
{
    struct strbuf text = {0};
    strbuf_put_string(&text, prefix);
    strbuf_put_string(&text, name);
    const char *copy = text.failed ? NULL : arena_text(arena, text.data, text.length);
    strbuf_free(&text);
    return copy;
}

static void make_columns(struct query *query)
{
    const struct grouping *grouping = &query->arrangement.grouping;
    struct column *at = grouping->columns;
    for (size_t i = 0; i < grouping->field_count; i++) {
        const struct field *field = &grouping->fields[i];
        *at++ = (struct column){field->name, field->header, field->help, field->type,
                                .needs = field->column->needs};
    }
    *at++ = (struct column){"count", "Count", "number of sockets in the group", VALUE_UNSIGNED};
    for (size_t i = 0; i < grouping->total_count; i++) {
        const struct column *column = grouping->totals[i];
        *at++ = (struct column){name_sum(&query->texts, "sum_", column->name),
                                name_sum(&query->texts, "Sum-", column->header), column->help,
                                VALUE_UNSIGNED, .needs = column->needs};
    }
    for (size_t i = 0; i < (size_t)(at - grouping->columns); i++)
        cells_make_column(&grouping->columns[i], i);
}

static bool add_columns(struct query *query)
{
    struct grouping *grouping = &query->arrangement.grouping;
    size_t count = grouping->field_count + 1 + grouping->total_count;
    grouping->columns = calloc(count, sizeof(*grouping->columns));
    query->columns = calloc(count + 1, sizeof(*query->columns));
    if (grouping->columns == NULL || query->columns == NULL)
        return false;
    make_columns(query);
    if (query->repeats && query->format->rows_only)
        query->columns[query->column_count++].column = column_find(slice_of("time"));
    for (size_t i = 0; i < count; i++) {
        const struct column *column = &grouping->columns[i];
        if (column->name == NULL || column->header == NULL)
            return false;
        query->columns[query->column_count++] = (struct chosen_column){column, .named = true};
    }
    return true;
}

bool grouping_choose(struct options *options, struct error *error)
{
    struct query *query = &options->query;
    if (!read_lists(&query->arrangement.grouping, options->count_by, options->total, error))
        return false;
    if (!add_columns(query))
        return error_set_errno(error, ENOMEM, "--count-by");
    columns_add_needs(query);
    return true;
}

bool grouping_choose_order(struct query *query, struct error *error)
{
    struct arrangement *arrangement = &query->arrangement;
    const struct grouping *grouping = &arrangement->grouping;
    arrangement->keys = calloc(grouping->field_count + 1, sizeof(*arrangement->keys));
    if (arrangement->keys == NULL)
        return error_set_errno(error, ENOMEM, "--count-by");
    arrangement->keys[arrangement->key_count++] =
        (struct sort_key){field_of(&grouping->columns[grouping->field_count]), true};
    for (size_t i = 0; i < grouping->field_count; i++)
        arrangement->keys[arrangement->key_count++].field = field_of(&grouping->columns[i]);
    return true;
}

/* A nearest_list: what groups can be sorted by. */
static const char *name_of_key(const void *context, size_t place)
{
    const struct grouping *grouping = context;
    size_t columns = grouping->field_count + 1 + grouping->total_count;
    if (place < columns)
        return grouping->columns[place].name;
    return place - columns < grouping->total_count ? grouping->totals[place - columns]->name : NULL;
}

static bool refuse_key(const struct grouping *grouping, struct slice name, struct error *error)
{
    const char *near = nearest_find(name, name_of_key, grouping);
    if (near != NULL)
        return error_set(error, 0, "--sort: groups have no '%.*s': did you mean '%s'?",
                         (int)name.length, name.data, near);
    return error_set(error, 0,
                     "--sort: groups have no '%.*s': they are sorted by what they are counted by, "
                     "count, or a sum",
                     (int)name.length, name.data);
}

bool grouping_find_key(const struct query *query, struct slice name, struct sort_key *key,
                       struct error *error)
{
    const struct grouping *grouping = &query->arrangement.grouping;
    size_t sums = grouping->field_count + 1;
    for (size_t i = 0; i < sums + grouping->total_count; i++) {
        bool is_own = i >= sums && slice_equals(name, grouping->totals[i - sums]->name);
        if (!is_own && !slice_equals(name, grouping->columns[i].name))
            continue;
        key->field = field_of(&grouping->columns[i]);
        return true;
    }
    return refuse_key(grouping, name, error);
}
