/* SPDX-License-Identifier: MIT */
#include "summary/print.h"

#include "sink/json.h"
#include "sink/table_lines.h"

/* One line of the table before its columns are aligned. */
struct cells {
    struct strbuf name, value, limit;
};

static void put_number(struct strbuf *buffer, const struct summary_row *row,
                       const struct summary_number *number, bool json)
{
    const struct value value = {.type = row->type, .number = number->number};
    if (!number->known)
        strbuf_put_string(buffer, json ? "null" : "-");
    else
        value_put(buffer, &value, json ? VALUE_JSON : VALUE_CELL_ASCII);
}

static void clear_cells(struct cells *cells)
{
    strbuf_clear(&cells->name);
    strbuf_clear(&cells->value);
    strbuf_clear(&cells->limit);
}

static void free_cells(struct cells *cells)
{
    strbuf_free(&cells->name);
    strbuf_free(&cells->value);
    strbuf_free(&cells->limit);
}

static void fill_header(struct cells *cells)
{
    clear_cells(cells);
    strbuf_put_string(&cells->name, "Name");
    strbuf_put_string(&cells->value, "Value");
    strbuf_put_string(&cells->limit, "Limit");
}

static void fill_row(struct cells *cells, const struct summary *summary, size_t place)
{
    const struct summary_row *row = &summary_rows[place];
    clear_cells(cells);
    strbuf_put_string(&cells->name, row->group);
    strbuf_put_char(&cells->name, '.');
    strbuf_put_string(&cells->name, row->name);
    put_number(&cells->value, row, &summary->values[place], false);
    put_number(&cells->limit, row, &summary->limits[place], false);
}

/* Calls `each` for the header, if there is one, and for every row. */
static void for_each_line(const struct summary_output *output,
                          void (*each)(struct strbuf *buffer, const struct cells *cells,
                                       size_t widths[3]),
                          struct strbuf *buffer, size_t widths[3])
{
    struct cells cells = {0};
    if (output->settings->header) {
        fill_header(&cells);
        each(buffer, &cells, widths);
    }
    for (size_t i = 0; i < summary_rows_count; i++) {
        if (!summary_wants(output->selection, &summary_rows[i]))
            continue;
        fill_row(&cells, output->summary, i);
        each(buffer, &cells, widths);
    }
    buffer->failed |= cells.name.failed || cells.value.failed || cells.limit.failed;
    free_cells(&cells);
}

static void widen(struct strbuf *buffer, const struct cells *cells, size_t widths[3])
{
    const size_t lengths[3] = {cells->name.length, cells->value.length, cells->limit.length};
    (void)buffer;
    for (size_t i = 0; i < 3; i++)
        widths[i] = lengths[i] > widths[i] ? lengths[i] : widths[i];
}

static void put_right(struct strbuf *buffer, const struct strbuf *cell, size_t width)
{
    strbuf_pad(buffer, 1 + (width > cell->length ? width - cell->length : 0));
    strbuf_put(buffer, cell->data, cell->length);
}

static void put_line(struct strbuf *buffer, const struct cells *cells, size_t widths[3])
{
    strbuf_put(buffer, cells->name.data, cells->name.length);
    strbuf_pad(buffer, widths[0] > cells->name.length ? widths[0] - cells->name.length : 0);
    put_right(buffer, &cells->value, widths[1]);
    put_right(buffer, &cells->limit, widths[2]);
    strbuf_put_char(buffer, '\n');
}

void summary_put_table(struct strbuf *buffer, const struct summary_output *output)
{
    size_t widths[3] = {0};
    if (output->notes->outcome == OUTCOME_NOTHING)
        return;
    table_put_time(buffer, output->settings);
    for_each_line(output, widen, buffer, widths);
    for_each_line(output, put_line, buffer, widths);
}

static void put_member(struct strbuf *buffer, const char *name)
{
    strbuf_put_char(buffer, '"');
    strbuf_put_string(buffer, name);
    strbuf_put(buffer, "\":", 2);
}

static void put_json_row(struct strbuf *buffer, const struct summary *summary, size_t place)
{
    const struct summary_row *row = &summary_rows[place];
    put_member(buffer, row->name);
    put_number(buffer, row, &summary->values[place], true);
    if (row->limit_name == NULL)
        return;
    strbuf_put_char(buffer, ',');
    put_member(buffer, row->limit_name);
    put_number(buffer, row, &summary->limits[place], true);
}

/* Puts the rows as JSON. The rows of a group are adjacent in the table. */
static void put_json_rows(struct strbuf *buffer, const struct summary_output *output)
{
    const char *group = NULL;
    for (size_t i = 0; i < summary_rows_count; i++) {
        const struct summary_row *row = &summary_rows[i];
        if (!summary_wants(output->selection, row))
            continue;
        if (group == NULL || !slice_equals(slice_of(group), row->group)) {
            strbuf_put_string(buffer, group == NULL ? "\n" : "},\n");
            group = row->group;
            put_member(buffer, group);
            strbuf_put_char(buffer, '{');
        } else {
            strbuf_put_char(buffer, ',');
        }
        put_json_row(buffer, output->summary, i);
    }
    if (group != NULL)
        strbuf_put_string(buffer, "}\n");
}

void summary_put_json(struct strbuf *buffer, const struct summary_output *output)
{
    json_put_head(buffer, output->settings);
    strbuf_put_string(buffer, ",\"summary\":{");
    put_json_rows(buffer, output);
    strbuf_put_char(buffer, '}');
    json_put_tail(buffer, output->notes);
}
