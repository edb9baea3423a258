/* SPDX-License-Identifier: MIT */
#include <inttypes.h>
#include <stdio.h>

#include "sink/table_lines.h"
#include "summary/print.h"
#include "util/number.h"

enum { NUMBER_WIDTH = 12, PERCENT_WIDTH = 5 };

static bool is_shown(const struct summary_output *output, const struct summary_row *row)
{
    return row->is_common && summary_wants(output->selection, row);
}

static size_t name_length(const struct summary_row *row)
{
    return strlen(row->group) + 1 + strlen(row->label != NULL ? row->label : row->name);
}

static size_t widest_name(const struct summary_output *output)
{
    size_t widest = 0;
    for (size_t i = 0; i < summary_rows_count; i++) {
        size_t length = name_length(&summary_rows[i]);
        if (is_shown(output, &summary_rows[i]) && length > widest)
            widest = length;
    }
    return widest;
}

static void put_right(struct strbuf *buffer, const char *text, size_t width)
{
    size_t length = strlen(text);
    strbuf_pad(buffer, 1 + (width > length ? width - length : 0));
    strbuf_put_string(buffer, text);
}

static void put_number(struct strbuf *buffer, const struct summary_row *row,
                       const struct summary_number *number, bool is_bound)
{
    char text[32] = "-";
    if (number->known && row->pages)
        number_write_size(text, sizeof(text), number->number);
    else if (number->known)
        snprintf(text, sizeof(text), "%s%" PRIu64, is_bound && number->number > 0 ? "<=" : "",
                 number->number);
    put_right(buffer, text, NUMBER_WIDTH);
}

/* How much of the limit is used. */
static void put_percent(struct strbuf *buffer, const struct summary_number *number,
                        const struct summary_number *limit, bool is_bound)
{
    char text[32] = "-";
    if (number->known && limit->known && limit->number > 0)
        snprintf(text, sizeof(text), "%s%.0f%%", is_bound && number->number > 0 ? "<=" : "",
                 (double)number->number * 100 / (double)limit->number);
    put_right(buffer, text, PERCENT_WIDTH);
}

static void put_line(struct strbuf *buffer, const struct summary *summary, size_t place,
                     size_t width)
{
    const struct summary_row *row = &summary_rows[place];
    strbuf_put_string(buffer, row->group);
    strbuf_put_char(buffer, '.');
    strbuf_put_string(buffer, row->label != NULL ? row->label : row->name);
    strbuf_pad(buffer, width - name_length(row));
    put_number(buffer, row, &summary->values[place], row->at_most);
    put_number(buffer, row, &summary->limits[place], false);
    put_percent(buffer, &summary->values[place], &summary->limits[place], row->at_most);
    strbuf_put_char(buffer, '\n');
}

static void put_header(struct strbuf *buffer, size_t width)
{
    strbuf_put_string(buffer, "Name");
    strbuf_pad(buffer, width - strlen("Name"));
    put_right(buffer, "Value", NUMBER_WIDTH);
    put_right(buffer, "Limit", NUMBER_WIDTH);
    put_right(buffer, "Used", PERCENT_WIDTH);
    strbuf_put_char(buffer, '\n');
}

void summary_put_brief(struct strbuf *buffer, const struct summary_output *output)
{
    size_t width = widest_name(output);
    if (output->notes->outcome == OUTCOME_NOTHING)
        return;
    table_put_time(buffer, output->settings);
    if (output->settings->header)
        put_header(buffer, width);
    for (size_t i = 0; i < summary_rows_count; i++) {
        if (is_shown(output, &summary_rows[i]))
            put_line(buffer, output->summary, i, width);
    }
}
