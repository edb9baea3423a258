/* SPDX-License-Identifier: MIT */
#include "cli/schema_parts.h"

#include "arrange/finding_columns.h"
#include "arrange/health.h"
#include "cli/absent.h"
#include "column/columns.h"
#include "column/describe.h"
#include "column/groups.h"
#include "family/families.h"
#include "util/escape.h"

void schema_put_text(struct strbuf *text, struct slice content)
{
    escape_json(text, content);
}

void schema_put_name(struct strbuf *text, const char *name)
{
    schema_put_text(text, slice_of(name));
    strbuf_put_char(text, ':');
}

static const char *state_at(size_t place)
{
    return place < state_rows_count ? state_rows[place].name : NULL;
}

static const char *netid_at(size_t place)
{
    for (size_t i = 0; i < families_count; i++) {
        if (place < families[i]->kind_count)
            return families[i]->kinds[place].netid;
        place -= families[i]->kind_count;
    }
    return NULL;
}

static const char *check_at(size_t place)
{
    return place < HEALTH_CHECKS ? health_checks[place].name : NULL;
}

const char *schema_word(const struct column *column, size_t place)
{
    static const struct {
        const char *column;
        const char *(*word)(size_t place);
    } lists[] = {
        {"state", state_at},
        {"netid", netid_at},
        {"code", check_at},
        {"severity", finding_severity},
    };
    if (column->word != NULL)
        return column->word(place);
    for (size_t i = 0; i < sizeof(lists) / sizeof(lists[0]); i++) {
        if (slice_equals(slice_of(column->name), lists[i].column))
            return lists[i].word(place);
    }
    return NULL;
}

static void put_words(struct strbuf *text, const struct column *column)
{
    const char *word;
    for (size_t i = 0; (word = schema_word(column, i)) != NULL; i++) {
        strbuf_put_string(text, i == 0 ? "[" : ",");
        schema_put_text(text, slice_of(word));
    }
}

static bool can_be_null(const struct column *column)
{
    struct strbuf when = {0};
    column_put_null_when(&when, column);
    bool may = when.length > 0;
    strbuf_free(&when);
    return may;
}

/* Keywords that say which values are valid. */
static void put_type(struct strbuf *text, const struct column *column, const char *type,
                     const char *keywords, bool nullable)
{
    if (schema_word(column, 0) != NULL && strcmp(type, "string") == 0) {
        strbuf_put_string(text, ",\"enum\":");
        put_words(text, column);
        strbuf_put_string(text, nullable ? ",null]" : "]");
        return;
    }
    if (slice_equals(slice_of(column->name), "time")) {
        strbuf_put_string(text, ",\"$ref\":\"#/$defs/time\"");
        return;
    }
    strbuf_put_string(text, nullable ? ",\"type\":[\"" : ",\"type\":\"");
    strbuf_put_string(text, type);
    strbuf_put_string(text, nullable ? "\",\"null\"]" : "\"");
    strbuf_put_string(text, keywords);
}

/* A fact that is a text; nothing where it is empty and `always` is not set. */
static void put_fact(struct strbuf *text, const char *name, struct slice fact, bool always)
{
    if (fact.length == 0 && !always)
        return;
    strbuf_put_char(text, ',');
    schema_put_name(text, name);
    if (fact.length == 0)
        strbuf_put_string(text, "null");
    else
        schema_put_text(text, fact);
}

static void put_composed(struct strbuf *text, const char *name, const struct column *column,
                         void (*put)(struct strbuf *text, const struct column *column), bool always)
{
    struct strbuf fact = {0};
    put(&fact, column);
    put_fact(text, name, strbuf_slice(&fact), always);
    text->failed |= fact.failed;
    strbuf_free(&fact);
}

void schema_put_column(struct strbuf *text, const struct column *column)
{
    const struct value_type_row *type = &value_types[column->type];
    strbuf_put_string(text, "{\"description\":");
    schema_put_text(text, slice_of(column->help));
    put_type(text, column, type->json_type, type->json_keywords, can_be_null(column));
    put_fact(text, "x-unit", column_unit(column), false);
    put_composed(text, "x-null-when", column, column_put_null_when, false);
    put_composed(text, "x-absent-when", column, absent_put_when, false);
    strbuf_put_string(text, ",\"examples\":[");
    column_put_example(text, column);
    strbuf_put_string(text, "]}");
}

static void put_cell(struct strbuf *text, const struct column *column,
                     const struct value_type_row *type)
{
    strbuf_put_string(text, "{\"description\":");
    schema_put_text(text, slice_of(column->help));
    put_type(text, column, type->json_type, type->json_keywords, true);
    strbuf_put_char(text, '}');
}

void schema_put_cell(struct strbuf *text, const struct column *column)
{
    put_cell(text, column, &value_types[column->type]);
}

void schema_put_counted(struct strbuf *text, const struct column *column)
{
    const struct value_type_row *type = &value_types[column->type];
    if (column->type == VALUE_NUMBERS)
        type = &value_types[VALUE_UNSIGNED];
    else if (strcmp(type->json_type, "array") == 0)
        type = &value_types[VALUE_TEXT];
    put_cell(text, column, type);
}

static void put_families(struct strbuf *text, const struct column *column)
{
    size_t count = 0;
    strbuf_put_string(text, ",\"families\":[");
    for (size_t i = 0; i < families_count; i++) {
        if (!column_belongs_to(column, families[i]))
            continue;
        strbuf_put_string(text, count++ == 0 ? "" : ",");
        schema_put_text(text, slice_of(families[i]->name));
    }
    strbuf_put_char(text, ']');
}

void schema_put_facts(struct strbuf *text, const struct column *column)
{
    strbuf_put_char(text, '{');
    schema_put_name(text, "name");
    schema_put_text(text, slice_of(column->name));
    put_fact(text, "type", slice_of(value_types[column->type].json_type), true);
    put_fact(text, "values", slice_of(value_types[column->type].words), true);
    put_fact(text, "unit", column_unit(column), true);
    put_fact(text, "meaning", slice_of(column->help), true);
    put_composed(text, "null_when", column, column_put_null_when, true);
    put_composed(text, "absent_when", column, absent_put_when, true);
    put_families(text, column);
    strbuf_put_string(text, ",\"words\":");
    if (schema_word(column, 0) == NULL)
        strbuf_put_string(text, "null");
    put_words(text, column);
    strbuf_put_string(text, schema_word(column, 0) == NULL ? "" : "]");
    strbuf_put_string(text, ",\"examples\":[");
    column_put_example(text, column);
    strbuf_put_string(text, "]}");
}
