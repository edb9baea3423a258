/* SPDX-License-Identifier: MIT */
#include "cli/schema_views.h"

#include "cli/schema_parts.h"
#include "column/columns.h"
#include "view/view.h"

static const struct view *const views[] = {&view_ports, &view_overview};
enum { VIEWS = sizeof(views) / sizeof(views[0]) };

static const struct column *column_of(const struct view_column *column)
{
    return column->own != NULL ? column->own : column_find(slice_of(column->name));
}

static void put_member(struct strbuf *text, const struct column *column)
{
    schema_put_name(text, column->name);
    schema_put_cell(text, column);
}

static void put_name(struct strbuf *text, const struct column *column)
{
    schema_put_text(text, slice_of(column->name));
}

/* Calls `put` for each column that JSON has. */
static void put_columns(struct strbuf *text, const struct view_section *section,
                        void (*put)(struct strbuf *text, const struct column *column))
{
    const char *before = "\n";
    for (size_t i = 0; i < section->column_count; i++) {
        if (!(section->columns[i].sets & IN_JSON))
            continue;
        strbuf_put_string(text, before);
        put(text, column_of(&section->columns[i]));
        before = ",\n";
    }
}

static void put_row(struct strbuf *text, const struct view_section *section)
{
    strbuf_put_string(text, "\"row_of_");
    strbuf_put_string(text, section->name);
    strbuf_put_string(text, "\":{\"type\":\"object\",\"properties\":{");
    put_columns(text, section, put_member);
    strbuf_put_string(text, "},\n\"required\":[");
    put_columns(text, section, put_name);
    strbuf_put_string(text, "],\n\"additionalProperties\":false},\n");
}

void schema_put_view_rows(struct strbuf *text)
{
    for (size_t i = 0; i < VIEWS; i++) {
        for (size_t j = 0; j < views[i]->section_count; j++)
            put_row(text, &views[i]->sections[j]);
    }
}

static void put_reference(struct strbuf *text, const struct view_section *section)
{
    strbuf_put_string(text, "{\"$ref\":\"#/$defs/row_of_");
    strbuf_put_string(text, section->name);
    strbuf_put_string(text, "\"}");
}

void schema_put_view_members(struct strbuf *text)
{
    for (size_t i = 0; i < VIEWS; i++) {
        for (size_t j = 0; j < views[i]->section_count; j++) {
            schema_put_name(text, views[i]->sections[j].name);
            strbuf_put_string(text, "{\"type\":\"array\",\"items\":");
            put_reference(text, &views[i]->sections[j]);
            strbuf_put_string(text, "},\n");
        }
    }
}

void schema_put_view_choices(struct strbuf *text)
{
    for (size_t i = 0; i < VIEWS; i++) {
        strbuf_put_string(text, ",{\"required\":[");
        for (size_t j = 0; j < views[i]->section_count; j++) {
            strbuf_put_string(text, j == 0 ? "" : ",");
            schema_put_text(text, slice_of(views[i]->sections[j].name));
        }
        strbuf_put_string(text, "]}");
    }
}

void schema_put_view_lines(struct strbuf *text)
{
    for (size_t i = 0; i < VIEWS; i++) {
        for (size_t j = 0; j < views[i]->section_count; j++) {
            if (views[i]->sections[j].in_document)
                continue;
            strbuf_put_char(text, ',');
            put_reference(text, &views[i]->sections[j]);
        }
    }
}
