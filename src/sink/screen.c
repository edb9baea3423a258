/* SPDX-License-Identifier: MIT */
#include "sink/screen.h"

#include <errno.h>
#include <stdlib.h>
#include <string.h>

#include "sink/cell.h"
#include "sink/emphasis.h"
#include "sink/paint.h"
#include "sink/paragraph.h"
#include "sink/place.h"
#include "sink/table_lines.h"
#include "sink/write.h"
#include "util/array.h"
#include "util/utf8.h"

enum {
    WINDOW_ROWS = 5000, /* by which the widths are chosen: all that are ever sorted */
    TEXT_NARROWS = 20,  /* a column with a longer text may be narrower than it */
    DRAWN_MOST = 1000,  /* rows of a screen that is drawn again; no terminal is that high */
};

struct screen {
    struct sink sink;
    const struct sink_settings *settings;
    const struct column **columns; /* those with a place of their own; owned */
    struct layout layout;          /* owned columns */
    /* Of the rows in the window, each with a further one for the paragraph after it; owned. The
     * text of each follows that of the one before. */
    struct screen_cell *cells;
    size_t cell_count, cell_capacity;
    struct strbuf text; /* of these cells */
    struct strbuf line; /* finished lines */
    size_t rows;        /* so far */
    bool settled;       /* the widths are chosen and rows go out as they come */
};

static bool add_cell(struct screen *screen, size_t start, const char *code)
{
    struct screen_cell *cells =
        array_reserve(screen->cells, &screen->cell_capacity, screen->cell_count, sizeof(*cells));
    if (cells == NULL)
        return false;
    screen->cells = cells;
    size_t length = screen->text.length - start;
    cells[screen->cell_count++] = (struct screen_cell){
        .length = length,
        .width = length == 0 ? 0 : utf8_width(screen->text.data + start, length),
        .code = screen->settings->colour ? code : NULL,
    };
    return true;
}

static bool render_cell(struct screen *screen, const struct column *column, const struct sock *sock,
                        const char *row_code)
{
    enum value_style style = screen->settings->ascii ? VALUE_CELL_ASCII : VALUE_CELL;
    struct emphasis emphasis = emphasis_of_cell(sock, column->name);
    size_t start = screen->text.length;
    if (emphasis.sign)
        strbuf_put_string(&screen->text, "! ");
    enum colour colour = cell_put(&screen->text, column, sock, screen->settings->lookups, style);
    const char *code = row_code != NULL && !column_is_sign(column) ? row_code
                       : emphasis.code != NULL                     ? emphasis.code
                                                                   : paint_code(colour);
    return add_cell(screen, start, code);
}

/* Into the window. */
static bool render_row(struct screen *screen, const struct sock *sock)
{
    const char *row_code = emphasis_of_row(sock);
    for (size_t i = 0; i < screen->layout.count; i++) {
        if (!render_cell(screen, screen->columns[i], sock, row_code))
            return false;
    }
    size_t start = screen->text.length;
    paragraph_put(&screen->text, screen->settings, sock, screen->layout.screen);
    return add_cell(screen, start, NULL) && !screen->text.failed;
}

static void put_row(struct screen *screen, const struct screen_cell *cells, const char *text)
{
    struct placing placing = {&screen->layout, &screen->line, 0};
    if (screen->settings->marks_rows)
        strbuf_put_char(&screen->line, SINK_ROW_MARK);
    for (size_t i = 0; i < screen->layout.count; i++) {
        place_cell(&placing, i, screen->columns[i]->type, text, &cells[i]);
        text += cells[i].length;
    }
    strbuf_put_char(&screen->line, '\n');
    strbuf_put(&screen->line, text, cells[screen->layout.count].length);
}

static void put_header(struct screen *screen)
{
    struct placing placing = {&screen->layout, &screen->line, 0};
    for (size_t i = 0; i < screen->layout.count; i++) {
        const char *header = screen->columns[i]->header;
        size_t length = strlen(header);
        place_cell(&placing, i, screen->columns[i]->type, header,
                   &(struct screen_cell){length, length, NULL});
    }
    strbuf_put_char(&screen->line, '\n');
}

static enum emit_result flush_line(struct screen *screen, struct error *error)
{
    screen->line.failed |= screen->text.failed;
    enum emit_result result = sink_write(screen->settings->output, &screen->line, error);
    strbuf_clear(&screen->line);
    return result;
}

/* Whether the column may be narrower than its longest cell. */
static bool may_narrow(const struct screen *screen, size_t column, size_t stride)
{
    enum value_type type = screen->columns[column]->type;
    size_t widest = 0;
    if (type != VALUE_TEXT)
        return !value_types[type].is_number;
    for (size_t at = column; at < screen->cell_count; at += stride)
        widest = screen->cells[at].width > widest ? screen->cells[at].width : widest;
    return widest > TEXT_NARROWS;
}

/* Chooses the widths by the rows in the window, if any: streamed rows do not wait there. */
static bool settle(struct screen *screen)
{
    size_t count = screen->layout.count, stride = count + 1, rows = screen->cell_count / stride;
    size_t *widths = calloc(rows * count + 1, sizeof(*widths));
    if (widths == NULL)
        return false;
    for (size_t i = 0; i < count; i++) {
        struct layout_column *column = &screen->layout.columns[i];
        column->header = cell_least_width(screen->columns[i], screen->settings->header);
        if (screen->settings->stream && screen->columns[i]->stream_width > column->header)
            column->header = screen->columns[i]->stream_width;
        column->may_narrow = may_narrow(screen, i, stride);
        for (size_t j = 0; j < rows; j++)
            widths[j * count + i] = screen->cells[j * stride + i].width;
    }
    screen->settled = layout_choose(&screen->layout, widths, rows);
    free(widths);
    return screen->settled;
}

/* Prints the window and forgets it. */
static enum emit_result flush_window(struct screen *screen, struct error *error)
{
    size_t stride = screen->layout.count + 1;
    const char *text = screen->text.data;
    enum emit_result result = EMIT_GO;
    if (!screen->settled) {
        if (!settle(screen)) {
            error_set_errno(error, ENOMEM, "output");
            return EMIT_ERROR;
        }
        table_put_time(&screen->line, screen->settings);
        if (screen->settings->header && screen->layout.count > 0)
            put_header(screen);
        result = flush_line(screen, error);
    }
    for (size_t at = 0; at < screen->cell_count && result == EMIT_GO; at += stride) {
        put_row(screen, &screen->cells[at], text);
        for (size_t i = 0; i < stride; i++)
            text += screen->cells[at + i].length;
        result = flush_line(screen, error);
    }
    screen->cell_count = 0;
    strbuf_clear(&screen->text);
    return result;
}

static bool screen_begin(struct sink *sink, struct error *error)
{
    struct screen *screen = (struct screen *)sink;
    return !screen->settings->stream || flush_window(screen, error) != EMIT_ERROR;
}

/* Puts a row that nobody sees: it is only counted. */
static enum emit_result put_bare_row(struct screen *screen, struct error *error)
{
    enum emit_result result = screen->cell_count > 0 ? flush_window(screen, error) : EMIT_GO;
    strbuf_put(&screen->line, SINK_BARE_ROW, strlen(SINK_BARE_ROW));
    return result == EMIT_GO ? flush_line(screen, error) : result;
}

static enum emit_result screen_row(struct sink *sink, const struct sock *sock, struct error *error)
{
    struct screen *screen = (struct screen *)sink;
    size_t stride = screen->layout.count + 1;
    if (screen->settings->marks_rows && screen->rows++ >= DRAWN_MOST)
        return put_bare_row(screen, error);
    if (!render_row(screen, sock)) {
        error_set_errno(error, ENOMEM, "output");
        return EMIT_ERROR;
    }
    bool full = screen->settled || screen->cell_count == WINDOW_ROWS * stride;
    return full ? flush_window(screen, error) : EMIT_GO;
}

/* When nothing could be read, no header is printed either: it would look like an empty table. */
static bool screen_end(struct sink *sink, struct notes *notes, struct error *error)
{
    struct screen *screen = (struct screen *)sink;
    bool is_shown =
        screen->settled || (notes->outcome == OUTCOME_NOTHING && screen->cell_count == 0);
    bool nothing = !is_shown && screen->cell_count == 0 &&
                   table_put_nothing(&screen->line, screen->settings, true);
    if (!is_shown && !nothing && flush_window(screen, error) == EMIT_ERROR)
        return false;
    table_put_limit(&screen->line, screen->settings, notes);
    return flush_line(screen, error) != EMIT_ERROR;
}

static void screen_free(struct sink *sink)
{
    struct screen *screen = (struct screen *)sink;
    free(screen->columns);
    free(screen->layout.columns);
    free(screen->cells);
    strbuf_free(&screen->text);
    strbuf_free(&screen->line);
    free(screen);
}

static bool choose_columns(struct screen *screen)
{
    const struct sink_settings *settings = screen->settings;
    screen->columns = calloc(settings->column_count + 1, sizeof(*screen->columns));
    screen->layout.columns = calloc(settings->column_count + 1, sizeof(*screen->layout.columns));
    if (screen->columns == NULL || screen->layout.columns == NULL)
        return false;
    for (size_t i = 0; i < settings->column_count; i++) {
        if (!settings->columns[i].word)
            screen->columns[screen->layout.count++] = settings->columns[i].column;
    }
    return true;
}

struct sink *screen_open(const struct sink_settings *settings)
{
    struct screen *screen = calloc(1, sizeof(*screen));
    if (screen == NULL)
        return NULL;
    screen->sink = (struct sink){screen_begin, screen_row, screen_end, screen_free};
    screen->settings = settings;
    screen->layout.screen = settings->screen_width;
    if (choose_columns(screen))
        return &screen->sink;
    screen_free(&screen->sink);
    return NULL;
}
