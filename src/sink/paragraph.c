/* SPDX-License-Identifier: MIT */
#include "sink/paragraph.h"

#include "util/utf8.h"

enum { INDENT = 6 };

static bool says_nothing(const struct column *column, const struct value *value)
{
    if (value_types[value->type].is_number)
        return value_number(value) == 0 && !column->zero_matters;
    return column->nothing != NULL && slice_equals(value_text(value), column->nothing);
}

/* Moves the word that begins at `start` to a new line when it does not fit any more. */
static void break_before(struct strbuf *text, size_t start, size_t *used, size_t width)
{
    size_t word = utf8_width(text->data + start, text->length - start);
    bool first = *used == 0;
    if (!first && *used + 1 + word <= width) {
        strbuf_insert(text, start, " ", 1);
        *used += 1 + word;
        return;
    }
    static const char blanks[INDENT + 1] = "\n      ";
    strbuf_insert(text, start, first ? blanks + 1 : blanks, first ? INDENT : INDENT + 1);
    *used = INDENT + word;
}

void paragraph_put(struct strbuf *text, const struct sink_settings *settings,
                   const struct sock *sock, size_t width)
{
    enum value_style style = settings->ascii ? VALUE_CELL_ASCII : VALUE_CELL;
    size_t used = 0;
    for (size_t i = 0; i < settings->column_count; i++) {
        const struct column *column = settings->columns[i].column;
        struct value value;
        if (!settings->columns[i].word || !column_get(column, sock, settings->lookups, &value) ||
            says_nothing(column, &value))
            continue;
        size_t start = text->length;
        strbuf_put_string(text, column->name);
        strbuf_put_char(text, ':');
        value_put(text, &value, style);
        if (!text->failed)
            break_before(text, start, &used, width);
    }
    if (used > 0)
        strbuf_put_char(text, '\n');
}
