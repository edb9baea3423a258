/* SPDX-License-Identifier: MIT */
#include "run/redraw.h"

#include <errno.h>
#include <stdlib.h>
#include <string.h>
#include <sys/types.h>

#include "sink/write.h"
#include "util/escape.h"
#include "util/output.h"
#include "util/screen.h"
#include "util/screen_signals.h"
#include "util/strbuf.h"

/* More than any screen shows. Lines after that are only counted. */
enum { KEPT_MOST = 1 << 20 };

/* An answer as lines, with SINK_ROW_MARK before the first line of each row. */
struct page {
    struct strbuf text;
    struct strbuf notes;
    size_t lines_after, rows_after; /* that are not in the text */
};

struct redraw {
    FILE *stream;
    int descriptor;
    bool ascii;
    bool entered;          /* the terminal shows our screen */
    bool taken;            /* signals of the terminal are caught */
    struct page next;      /* is being written */
    struct page shown;     /* is drawn */
    struct strbuf frame;   /* what the terminal is sent */
    struct strbuf remains; /* what stays on the terminal at the end */
};

static void page_free(struct page *page)
{
    strbuf_free(&page->text);
    strbuf_free(&page->notes);
    *page = (struct page){0};
}

static size_t count(const char *data, size_t length, char character)
{
    size_t found = 0;
    for (const char *end; (end = memchr(data, character, length)) != NULL; found++) {
        length -= (size_t)(end + 1 - data);
        data = end + 1;
    }
    return found;
}

/* Never fails. When memory runs out, `text` has failed, and drawing reports it. */
static ssize_t keep(void *cookie, const char *data, size_t size)
{
    struct redraw *redraw = cookie;
    struct page *page = &redraw->next;
    if (page->lines_after == 0 && page->text.length < KEPT_MOST) {
        strbuf_put(&page->text, data, size);
    } else {
        page->lines_after += count(data, size, '\n');
        page->rows_after += count(data, size, SINK_ROW_MARK);
    }
    return (ssize_t)size;
}

struct redraw *redraw_open(int descriptor)
{
    struct redraw *redraw = calloc(1, sizeof(*redraw));
    if (redraw == NULL)
        return NULL;
    redraw->descriptor = descriptor;
    redraw->ascii = output_needs_ascii(descriptor);
    redraw->stream = output_open_cookie(redraw, keep);
    if (redraw->stream != NULL)
        return redraw;
    free(redraw);
    return NULL;
}

FILE *redraw_stream(const struct redraw *redraw)
{
    return redraw->stream;
}

size_t redraw_width(const struct redraw *redraw)
{
    return screen_size(redraw->descriptor).columns;
}

/* The frame that is being drawn. */
struct drawing {
    struct strbuf *frame;
    struct strbuf *remains;
    struct screen_size size;
    size_t row; /* the next one, from 0 */
};

static bool is_row(struct slice text)
{
    return text.length > 0 && text.data[0] == SINK_ROW_MARK;
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

/* Puts one row of the screen. A full row is not erased to its right: that would erase its last
 * character. */
static void draw_row(struct drawing *drawing, const char *text, size_t length)
{
    if (drawing->row++ > 0)
        strbuf_put_string(drawing->frame, "\r\n");
    strbuf_put(drawing->frame, text, length);
    if (screen_width(text, length) < drawing->size.columns)
        strbuf_put_string(drawing->frame, "\033[K");
}

static void draw_line(struct drawing *drawing, struct slice line)
{
    do {
        size_t part = screen_fold(line.data, line.length, drawing->size.columns);
        draw_row(drawing, line.data, part);
        line = slice_skip(line, part);
    } while (line.length > 0);
}

/* The lines that fit into so many rows. Returns what is left. */
static struct slice draw_lines(struct drawing *drawing, struct slice text, size_t rows)
{
    while (text.length > 0) {
        struct slice rest = text;
        struct slice line = take_line(&rest);
        if (drawing->row + screen_rows(line.data, line.length, drawing->size.columns) > rows)
            break;
        draw_line(drawing, line);
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
static struct slice draw_rows(struct drawing *drawing, struct slice text, size_t rows)
{
    bool whole = true;
    while (whole && text.length > 0) {
        struct slice row = find_row(text);
        whole = drawing->row + rows_of(row, drawing->size.columns) <= rows;
        if (!whole && is_row(text))
            break;
        struct slice rest = draw_lines(drawing, row, rows);
        size_t mark = is_row(row);
        strbuf_put(drawing->remains, row.data + mark, row.length - mark - rest.length);
        text = slice_skip(text, row.length - rest.length);
    }
    return text;
}

/* Lines are counted where no rows are, as in totals. */
static void draw_count(struct drawing *drawing, const struct page *page, struct slice rest)
{
    char text[64];
    size_t rows = count(rest.data, rest.length, SINK_ROW_MARK) + page->rows_after;
    size_t lines = count(rest.data, rest.length, '\n') + page->lines_after;
    size_t more = rows > 0 ? rows : lines;
    int length = snprintf(text, sizeof(text), "%zu more %s%s", more, rows > 0 ? "socket" : "line",
                          more == 1 ? "" : "s");
    draw_line(drawing, (struct slice){text, (size_t)length});
    strbuf_put(drawing->remains, text, (size_t)length);
    strbuf_put_char(drawing->remains, '\n');
}

/* At most half of the screen is for notes. */
static void draw_page(struct drawing *drawing, const struct page *page)
{
    struct slice text = strbuf_slice(&page->text);
    struct slice notes = strbuf_slice(&page->notes);
    size_t columns = drawing->size.columns, rows = drawing->size.rows;
    size_t for_notes = rows_of(notes, columns);
    if (for_notes > rows / 2)
        for_notes = rows / 2;
    size_t left = rows - for_notes;
    bool fits = page->lines_after == 0 && rows_of(text, columns) <= left;
    struct slice rest = draw_rows(drawing, text, fits ? left : left - 1);
    if (!fits)
        draw_count(drawing, page, rest);
    draw_lines(drawing, notes, rows);
}

static bool send(struct redraw *redraw, const struct strbuf *text, struct error *error)
{
    if (text->failed)
        return error_set_errno(error, ENOMEM, "output");
    return output_write(redraw->descriptor, text->data, text->length) ||
           error_set_errno(error, errno, "standard output");
}

/* On a terminal without a second screen, scrolls what is there out of the way. */
static void enter(struct redraw *redraw, size_t rows)
{
    if (!redraw->taken)
        screen_signals_catch();
    redraw->taken = redraw->entered = true;
    strbuf_put_string(&redraw->frame, SCREEN_ENTER "\033[999H");
    for (size_t i = 0; i < rows; i++)
        strbuf_put_char(&redraw->frame, '\n');
}

static bool draw(struct redraw *redraw, struct error *error)
{
    struct drawing drawing = {
        .frame = &redraw->frame,
        .remains = &redraw->remains,
        .size = screen_size(redraw->descriptor),
    };
    if (redraw->shown.text.failed || redraw->shown.notes.failed)
        return error_set_errno(error, ENOMEM, "output");
    bool ours = screen_is_ours(redraw->descriptor);
    strbuf_clear(&redraw->frame);
    strbuf_clear(&redraw->remains);
    if (ours && !redraw->entered)
        enter(redraw, drawing.size.rows);
    strbuf_put_string(&redraw->frame, "\033[?2026h\033[?7l\033[H");
    draw_page(&drawing, &redraw->shown);
    if (drawing.row < drawing.size.rows)
        strbuf_put_string(&redraw->frame, drawing.row > 0 ? "\r\n\033[J" : "\033[J");
    strbuf_put_string(&redraw->frame, "\033[?7h\033[?2026l");
    return !ours || send(redraw, &redraw->frame, error);
}

static void put_notes(struct redraw *redraw, const struct notes *notes)
{
    const struct note *note;
    for (size_t i = 0; (note = notes_at(notes, i)) != NULL; i++) {
        strbuf_put_string(&redraw->next.notes, "sockview: ");
        escape_line(&redraw->next.notes, slice_of(note->message), redraw->ascii);
        strbuf_put_char(&redraw->next.notes, '\n');
    }
}

bool redraw_answer(struct redraw *redraw, const struct notes *notes, struct error *error)
{
    fflush(redraw->stream);
    put_notes(redraw, notes);
    page_free(&redraw->shown);
    redraw->shown = redraw->next;
    redraw->next = (struct page){0};
    return draw(redraw, error);
}

bool redraw_again(struct redraw *redraw, bool resumed, struct error *error)
{
    if (resumed)
        redraw->entered = false;
    return draw(redraw, error);
}

bool redraw_leave(struct redraw *redraw, struct error *error)
{
    if (redraw == NULL)
        return true;
    strbuf_clear(&redraw->frame);
    if (redraw->entered)
        strbuf_put_string(&redraw->frame, SCREEN_CLEAR SCREEN_LEAVE);
    strbuf_put(&redraw->frame, redraw->remains.data, redraw->remains.length);
    strbuf_clear(&redraw->remains);
    bool good = send(redraw, &redraw->frame, error);
    if (redraw->taken)
        screen_signals_release();
    redraw->entered = redraw->taken = false;
    return good;
}

void redraw_close(struct redraw *redraw)
{
    if (redraw == NULL)
        return;
    fclose(redraw->stream);
    page_free(&redraw->next);
    page_free(&redraw->shown);
    strbuf_free(&redraw->frame);
    strbuf_free(&redraw->remains);
    free(redraw);
}
