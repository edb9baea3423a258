/* SPDX-License-Identifier: MIT */
#include "sink/place.h"

#include "sink/fold.h"
#include "sink/paint.h"
#include "util/utf8.h"

/* Puts a list that is longer than a line on several lines with the same indent. */
static void put_list(struct placing *placing, const char *text, const struct screen_cell *cell)
{
    size_t indent = placing->layout->indent, at = 0;
    while (at < cell->length) {
        size_t length = fold_list(text + at, cell->length - at, placing->layout->screen - indent);
        if (placing->used > 0)
            strbuf_put_char(placing->line, '\n');
        strbuf_pad(placing->line, indent);
        paint_put(placing->line, cell->code, text + at, length);
        placing->used = indent + utf8_width(text + at, length);
        at += length;
    }
}

static bool is_long_list(const struct layout *layout, enum value_type type,
                         const struct screen_cell *cell)
{
    return (type == VALUE_PROCESSES || type == VALUE_TEXTS || type == VALUE_NUMBERS) &&
           layout->indent + cell->width > layout->screen && layout->indent < layout->screen;
}

void place_cell(struct placing *placing, size_t column, enum value_type type, const char *text,
                const struct screen_cell *cell)
{
    const struct layout *layout = placing->layout;
    size_t place = layout->columns[column].width;
    bool fills = value_types[type].right && cell->width < place;
    size_t blanks = fills ? place - cell->width : 0;
    bool wraps;
    size_t start = layout_place(layout, column, blanks + cell->width, placing->used, &wraps);
    if (is_long_list(layout, type, cell)) {
        put_list(placing, text, cell);
        return;
    }
    if (wraps) {
        strbuf_put_char(placing->line, '\n');
        placing->used = 0;
    }
    strbuf_pad(placing->line, start - placing->used + blanks);
    paint_put(placing->line, cell->code, text, cell->length);
    placing->used = start + blanks + cell->width;
}
