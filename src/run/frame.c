/* SPDX-License-Identifier: MIT */
#include "run/frame.h"

#include <stdio.h>
#include <string.h>

#include "sink/write.h"
#include "util/plural.h"

size_t frame_count(const char *data, size_t length, char character)
{
    size_t found = 0;
    for (size_t i = 0; i < length; i++)
        found += data[i] == character;
    return found;
}

static bool is_row(struct slice text)
{
    return text.length > 0 && text.data[0] == SINK_ROW_MARK;
}

/* Whether the first row is only counted, and never drawn. */
static bool is_bare(struct slice text)
{
    return slice_begins(text, SINK_BARE_ROW);
}

/* The line up to its newline, without a mark; moves `text` after it. */
static struct slice take_line(struct slice *text)
{
    if (is_row(*text))
        *text = slice_skip(*text, 1);
    const char *end = memchr(text->data, '\n', text->length);
    size_t length = end == NULL ? text->length : (size_t)(end - text->data);
    size_t all = end == NULL ? length : length + 1;
    struct slice line = {text->data, length};
    *text = (struct slice){text->data + all, text->length - all};
    return line;
}

static size_t rows_of(struct slice text, size_t columns)
{
    size_t rows = 0;
    while (text.length > 0) {
        struct slice line = take_line(&text);
        rows += screen_rows(line.data, line.length, columns);
    }
    return rows;
}

/* Whether all of it can be drawn in so many rows of the screen. */
static bool fits_into(struct slice text, size_t columns, size_t most)
{
    size_t rows = 0;
    while (text.length > 0 && rows <= most && !is_bare(text)) {
        struct slice line = take_line(&text);
        rows += screen_rows(line.data, line.length, columns);
    }
    return text.length == 0 && rows <= most;
}

/* Puts one row of the screen. A full row is not erased to its right: that would erase its last
 * character. */
static void draw_row(struct frame *frame, const char *text, size_t length)
{
    if (frame->row++ > 0)
        strbuf_put_string(frame->text, "\r\n");
    strbuf_put(frame->text, text, length);
    if (screen_width(text, length) < frame->size.columns)
        strbuf_put_string(frame->text, "\033[K");
}

static void draw_line(struct frame *frame, struct slice line)
{
    do {
        size_t part = screen_fold(line.data, line.length, frame->size.columns);
        draw_row(frame, line.data, part);
        line = slice_skip(line, part);
    } while (line.length > 0);
}

/* The lines that fit into so many rows. Returns what is left. */
static struct slice draw_lines(struct frame *frame, struct slice text, size_t rows)
{
    while (text.length > 0) {
        struct slice rest = text;
        struct slice line = take_line(&rest);
        if (frame->row + screen_rows(line.data, line.length, frame->size.columns) > rows)
            break;
        draw_line(frame, line);
        text = rest;
    }
    return text;
}

/* The lines of the first row, or those before it. */
static struct slice find_row(struct slice text)
{
    const char *next =
        text.length == 0 ? NULL : memchr(text.data + 1, SINK_ROW_MARK, text.length - 1);
    return (struct slice){text.data, next == NULL ? text.length : (size_t)(next - text.data)};
}

/* What fits into so many rows of the screen, where a row of the table is whole or left out. Returns
 * what is left. */
static struct slice draw_rows(struct frame *frame, struct slice text, size_t rows)
{
    bool whole = true;
    while (whole && text.length > 0 && !is_bare(text)) {
        struct slice row = find_row(text);
        whole = frame->row + rows_of(row, frame->size.columns) <= rows;
        if (!whole && is_row(text))
            break;
        struct slice rest = draw_lines(frame, row, rows);
        size_t mark = is_row(row);
        strbuf_put(frame->remains, row.data + mark, row.length - mark - rest.length);
        text = slice_skip(text, row.length - rest.length);
    }
    return text;
}

/* Lines are counted where no rows are, as in totals. */
static void draw_count(struct frame *frame, const struct frame_page *page, struct slice rest)
{
    char text[64];
    size_t rows = frame_count(rest.data, rest.length, SINK_ROW_MARK) + page->rows_after;
    size_t lines = frame_count(rest.data, rest.length, '\n') + page->lines_after;
    size_t more = rows > 0 ? rows : lines;
    int length =
        snprintf(text, sizeof(text), "%zu more %s", more,
                 rows > 0 ? plural(more, "socket", "sockets") : plural(more, "line", "lines"));
    draw_line(frame, (struct slice){text, (size_t)length});
    strbuf_put(frame->remains, text, (size_t)length);
    strbuf_put_char(frame->remains, '\n');
}

void frame_draw(struct frame *frame, const struct frame_page *page)
{
    struct slice text = strbuf_slice(&page->text);
    struct slice notes = strbuf_slice(&page->notes);
    size_t columns = frame->size.columns, rows = frame->size.rows;
    size_t for_notes = rows_of(notes, columns);
    if (for_notes > rows / 2)
        for_notes = rows / 2;
    size_t left = rows - for_notes;
    bool fits = page->lines_after == 0 && fits_into(text, columns, left);
    struct slice rest = draw_rows(frame, text, fits ? left : left - 1);
    if (!fits)
        draw_count(frame, page, rest);
    draw_lines(frame, notes, rows);
}
