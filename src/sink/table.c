/* SPDX-License-Identifier: MIT */
#include "sink/table.h"

#include <errno.h>
#include <stdlib.h>

#include "sink/cell.h"
#include "sink/labelled.h"
#include "sink/paint.h"
#include "sink/table_lines.h"
#include "sink/write.h"
#include "util/utf8.h"

/* Rows that are kept before the widths of the columns are fixed. On an ordinary machine these are
 * all rows. */
enum { WINDOW_ROWS = 1000 };

/* A column grows at most to this width, and a longer cell shifts the rest of its row. Other users
 * decide how long a list of processes is, and every row would be padded for it. */
enum { WIDTH_MOST = 128 };

/* One rendered cell. Its text follows that of the cell before it. */
struct cell {
    size_t length; /* in bytes */
    size_t width;  /* in places on a screen */
    enum colour colour;
};

struct table {
    struct sink sink;
    const struct sink_settings *settings;
    const struct column **columns; /* columns with a place of their own; owned */
    size_t column_count;
    size_t *widths;        /* of these columns; owned */
    struct labelled words; /* after a row, a blank before each */
    struct cell *cells;    /* cells of the rows in the window, each row with one more cell for the
                            * words after it; owned */
    size_t cell_count;
    struct strbuf text; /* text of these cells */
    struct strbuf line; /* a finished line */
    bool settled;       /* widths are fixed, and rows are printed as they arrive */
    enum value_style style;
};

static enum colour render_value(const struct table *table, struct strbuf *text,
                                const struct column *column, const struct sock *sock)
{
    return cell_put(text, column, sock, table->settings->lookups, table->style);
}

/* Puts the words after a row. A row without columns begins with the first word. */
static void render_words(const struct table *table, struct strbuf *text, const struct sock *sock)
{
    size_t start = text->length;
    labelled_put(&table->words, text, sock);
    if (table->column_count == 0)
        strbuf_remove(text, start, text->length > start ? 1 : 0);
}

/* Width, in places on a screen, of what a column has added after `start`. */
static size_t width_from(const struct strbuf *text, size_t start, enum value_type type)
{
    size_t length = text->length - start;
    return length == 0 || type == VALUE_UNSIGNED ? length : utf8_width(text->data + start, length);
}

static void add_cell(struct table *table, size_t start, enum value_type type, enum colour colour)
{
    table->cells[table->cell_count++] = (struct cell){
        .length = table->text.length - start,
        .width = width_from(&table->text, start, type),
        .colour = colour,
    };
}

/* Adds a row to the window. */
static void render_row(struct table *table, const struct sock *sock)
{
    for (size_t i = 0; i < table->column_count; i++) {
        const struct column *column = table->columns[i];
        size_t start = table->text.length;
        enum colour colour = render_value(table, &table->text, column, sock);
        add_cell(table, start, column->type, colour);
    }
    size_t start = table->text.length;
    render_words(table, &table->text, sock);
    add_cell(table, start, VALUE_TEXT, COLOUR_NONE);
}

static void put_mark(struct table *table)
{
    if (table->settings->marks_rows)
        strbuf_put_char(&table->line, SINK_ROW_MARK);
}

/* Composes one line from the cells of a row. A line never ends in blanks. */
static void put_row(struct table *table, const struct cell *cells, const char *text)
{
    struct strbuf *line = &table->line;
    size_t count = table->column_count + (cells[table->column_count].length > 0 ? 1 : 0);
    put_mark(table);
    for (size_t i = 0; i < count; i++) {
        const struct cell *cell = &cells[i];
        bool own_place = i < table->column_count;
        size_t blanks = own_place ? cell_missing(table->widths[i], cell->width) : 0;
        bool right = own_place && value_types[table->columns[i]->type].right;
        if (i > 0 && own_place)
            strbuf_put_char(line, ' ');
        if (right)
            strbuf_pad(line, blanks);
        paint_put(line, table->settings->colour ? paint_code(cell->colour) : NULL, text,
                  cell->length);
        if (!right && i + 1 < count)
            strbuf_pad(line, blanks);
        text += cell->length;
    }
    strbuf_put_char(line, '\n');
}

/* Adds one cell to the line directly. Returns the blanks that are needed after it. */
static size_t put_cell(struct table *table, size_t place, const struct sock *sock)
{
    struct strbuf *line = &table->line;
    const struct column *column = table->columns[place];
    size_t start = line->length;
    enum colour colour = render_value(table, line, column, sock);
    size_t blanks = cell_missing(table->widths[place], width_from(line, start, column->type));
    const char *code = table->settings->colour ? paint_code(colour) : NULL;
    if (code != NULL) {
        strbuf_insert(line, start, code, strlen(code));
        strbuf_put_string(line, PAINT_END);
    }
    if (!value_types[column->type].right)
        return blanks;
    strbuf_insert(line, start, NULL, blanks);
    return 0;
}

/* When the widths are fixed, a row needs no window. The line is the same as that of put_row. */
static void put_settled_row(struct table *table, const struct sock *sock)
{
    struct strbuf *line = &table->line;
    size_t blanks = 0;
    put_mark(table);
    for (size_t i = 0; i < table->column_count; i++) {
        strbuf_pad(line, blanks + (i > 0));
        blanks = put_cell(table, i, sock);
    }
    size_t end = line->length;
    strbuf_pad(line, blanks);
    size_t start = line->length;
    render_words(table, line, sock);
    if (line->length == start)
        line->length = end;
    strbuf_put_char(line, '\n');
}

static enum emit_result flush_line(struct table *table, struct error *error)
{
    table->line.failed |= table->text.failed;
    enum emit_result result = sink_write(table->settings->output, &table->line, error);
    strbuf_clear(&table->line);
    return result;
}

static void settle_widths(struct table *table)
{
    size_t stride = table->column_count + 1;
    for (size_t i = 0; i < table->column_count; i++) {
        size_t width = cell_least_width(table->columns[i], table->settings->header);
        if (table->settings->stream && table->columns[i]->stream_width > width)
            width = table->columns[i]->stream_width;
        for (size_t at = i; at < table->cell_count; at += stride) {
            size_t cell = table->cells[at].width < WIDTH_MOST ? table->cells[at].width : WIDTH_MOST;
            if (cell > width)
                width = cell;
        }
        table->widths[i] = width;
    }
    table->settled = true;
}

/* Prints the rows of the window and empties it. */
static enum emit_result flush_window(struct table *table, struct error *error)
{
    size_t stride = table->column_count + 1;
    const char *text = table->text.data;
    if (!table->settled) {
        settle_widths(table);
        table_put_time(&table->line, table->settings);
        if (table->settings->header && table->column_count > 0)
            table_put_header(&table->line, table->columns, table->widths, table->column_count);
    }
    enum emit_result result = EMIT_GO;
    for (size_t at = 0; at < table->cell_count && result == EMIT_GO; at += stride) {
        put_row(table, &table->cells[at], text);
        for (size_t i = 0; i < stride; i++)
            text += table->cells[at + i].length;
        result = flush_line(table, error);
    }
    table->cell_count = 0;
    strbuf_clear(&table->text);
    return result == EMIT_GO ? flush_line(table, error) : result;
}

static bool table_begin(struct sink *sink, struct error *error)
{
    struct table *table = (struct table *)sink;
    return !table->settings->stream || flush_window(table, error) != EMIT_ERROR;
}

static enum emit_result table_row(struct sink *sink, const struct sock *sock, struct error *error)
{
    struct table *table = (struct table *)sink;
    size_t stride = table->column_count + 1;
    if (table->settled) {
        put_settled_row(table, sock);
        return flush_line(table, error);
    }
    render_row(table, sock);
    return table->cell_count == WINDOW_ROWS * stride ? flush_window(table, error) : EMIT_GO;
}

/* When nothing could be read, no header is printed either: it would look like an empty table. */
static bool table_end(struct sink *sink, struct notes *notes, struct error *error)
{
    struct table *table = (struct table *)sink;
    if (table->settled || (notes->outcome == OUTCOME_NOTHING && table->cell_count == 0))
        return true;
    if (table->cell_count == 0 && table_put_nothing(&table->line, table->settings, true))
        return flush_line(table, error) != EMIT_ERROR;
    return flush_window(table, error) != EMIT_ERROR;
}

static void table_free(struct sink *sink)
{
    struct table *table = (struct table *)sink;
    free(table->columns);
    free(table->widths);
    free(table->cells);
    labelled_free(&table->words);
    strbuf_free(&table->text);
    strbuf_free(&table->line);
    free(table);
}

static bool prepare_words(struct table *table)
{
    const struct label_form words = {
        .first = " ",
        .before = " ",
        .named = true,
        .after = ":",
        .style = table->style,
        .words = true,
    };
    return labelled_open(&table->words, table->settings, &words);
}

static bool choose_columns(struct table *table)
{
    const struct sink_settings *settings = table->settings;
    size_t most = settings->column_count + 1;
    table->columns = calloc(most, sizeof(*table->columns));
    table->widths = calloc(most, sizeof(*table->widths));
    if (table->columns == NULL || table->widths == NULL)
        return false;
    for (size_t i = 0; i < settings->column_count; i++) {
        if (!settings->columns[i].word)
            table->columns[table->column_count++] = settings->columns[i].column;
    }
    table->cells = calloc((table->column_count + 1) * WINDOW_ROWS, sizeof(*table->cells));
    return table->cells != NULL;
}

struct sink *table_open(const struct sink_settings *settings)
{
    struct table *table = calloc(1, sizeof(*table));
    if (table == NULL)
        return NULL;
    table->sink = (struct sink){table_begin, table_row, table_end, table_free};
    table->settings = settings;
    table->style = settings->ascii ? VALUE_CELL_ASCII : VALUE_CELL;
    if (choose_columns(table) && prepare_words(table))
        return &table->sink;
    table_free(&table->sink);
    return NULL;
}
