/* SPDX-License-Identifier: MIT */
#include "sink/sentences.h"

#include <stdlib.h>
#include <string.h>

#include "sink/cell.h"
#include "sink/fold.h"
#include "sink/paint.h"
#include "sink/table_lines.h"
#include "sink/write.h"
#include "util/utf8.h"

/* Blanks between two sentences on a line. */
enum { GAP = 4 };

struct sentences {
    struct sink sink;
    const struct sink_settings *settings;
    struct strbuf lead;      /* the first cell of a row, if the others are indented */
    struct strbuf row, next; /* the words of its other cells, and those of its note */
    struct strbuf note;      /* of the rows that were put last */
    struct strbuf line;      /* what goes out next; its last line may go on */
    size_t indent;           /* of all lines of a sentence but the first */
    size_t used;             /* places of the last line that are taken */
    bool fresh;              /* no blank is needed before the next word */
    bool any;                /* there was a row */
};

static void end_line(struct sentences *sentences)
{
    if (sentences->used > 0)
        strbuf_put_char(&sentences->line, '\n');
    sentences->used = 0;
}

/* Begins at `indent` where the line has no room for it. */
static void put_part(struct sentences *sentences, struct slice part)
{
    size_t width = utf8_width(part.data, part.length);
    bool blank = !sentences->fresh;
    if (blank && sentences->used + blank + width > sentences->settings->screen_width)
        end_line(sentences);
    if (sentences->used == 0) {
        strbuf_pad(&sentences->line, sentences->indent);
        sentences->used = sentences->indent;
        blank = false;
    }
    strbuf_pad(&sentences->line, blank);
    strbuf_put(&sentences->line, part.data, part.length);
    sentences->used += blank + width;
    sentences->fresh = false;
}

/* A list of processes can be longer than a line. */
static void put_word(struct sentences *sentences, struct slice word)
{
    size_t screen = sentences->settings->screen_width;
    size_t room = screen > sentences->indent ? screen - sentences->indent : 1;
    while (word.length > 0) {
        size_t length = utf8_width(word.data, word.length) > room
                            ? fold_list(word.data, word.length, room)
                            : word.length;
        put_part(sentences, (struct slice){word.data, length});
        word = slice_skip(word, length);
        sentences->fresh = word.length > 0 && sentences->fresh;
    }
}

static void put_words(struct sentences *sentences, const struct strbuf *text)
{
    struct slice rest = strbuf_slice(text), word;
    while ((word = slice_take_word(&rest, " ")).length > 0)
        put_word(sentences, word);
}

static void put_note(struct sentences *sentences)
{
    end_line(sentences);
    sentences->fresh = true;
    put_words(sentences, &sentences->note);
    end_line(sentences);
    strbuf_clear(&sentences->note);
}

static enum colour put_cell(const struct sentences *sentences, struct strbuf *text,
                            const struct column *column, const struct sock *sock)
{
    enum value_style style = sentences->settings->ascii ? VALUE_CELL_ASCII : VALUE_CELL;
    struct lookups *lookups = sentences->settings->lookups;
    struct value value;
    if (!column_get(column, sock, lookups, &value))
        return COLOUR_NONE;
    if (text->length > 0)
        strbuf_put_char(text, ' ');
    if (!column_is_sign(column) && column->header[0] != '\0') {
        strbuf_put_string(text, column->header);
        strbuf_put_char(text, ' ');
    }
    return cell_put(text, column, sock, lookups, style);
}

/* Returns the colour of the first cell, which alone has one. */
static enum colour render(struct sentences *sentences, const struct sock *sock)
{
    const struct sink_settings *settings = sentences->settings;
    enum colour first = COLOUR_NONE;
    strbuf_clear(&sentences->lead);
    strbuf_clear(&sentences->row);
    strbuf_clear(&sentences->next);
    for (size_t i = 0; i < settings->column_count; i++) {
        bool leads = i == 0 && sentences->indent > 0;
        struct strbuf *text = settings->columns[i].word ? &sentences->next
                              : leads                   ? &sentences->lead
                                                        : &sentences->row;
        enum colour colour = put_cell(sentences, text, settings->columns[i].column, sock);
        first = i == 0 ? colour : first;
    }
    return first;
}

static size_t width_of(const struct strbuf *text)
{
    return text->length == 0 ? 0 : utf8_width(text->data, text->length);
}

/* Puts the first cell, on the line of the row before if the sentence fits there. */
static void begin_sentence(struct sentences *sentences, enum colour colour)
{
    const struct strbuf *lead = &sentences->lead;
    size_t whole = GAP + sentences->indent + width_of(&sentences->row);
    if (!sentences->settings->joins_rows ||
        sentences->used + whole > sentences->settings->screen_width)
        end_line(sentences);
    size_t gap = sentences->used > 0 ? GAP : 0, width = width_of(lead);
    strbuf_pad(&sentences->line, gap);
    paint_put(&sentences->line, sentences->settings->colour ? paint_code(colour) : NULL, lead->data,
              lead->length);
    size_t blanks = sentences->indent > width ? sentences->indent - width : 0;
    strbuf_pad(&sentences->line, blanks);
    sentences->used += gap + width + blanks;
    sentences->fresh = blanks > 0 || sentences->used == 0;
}

static bool same_text(const struct strbuf *one, const struct strbuf *other)
{
    return one->length == other->length &&
           (one->length == 0 || memcmp(one->data, other->data, one->length) == 0);
}

static enum emit_result flush(struct sentences *sentences, struct error *error)
{
    sentences->line.failed |= sentences->lead.failed || sentences->row.failed ||
                              sentences->next.failed || sentences->note.failed;
    enum emit_result result = sink_write(sentences->settings->output, &sentences->line, error);
    strbuf_clear(&sentences->line);
    return result;
}

static bool sentences_begin(struct sink *sink, struct error *error)
{
    struct sentences *sentences = (struct sentences *)sink;
    (void)error;
    table_put_time(&sentences->line, sentences->settings);
    return true;
}

static enum emit_result sentences_row(struct sink *sink, const struct sock *sock,
                                      struct error *error)
{
    struct sentences *sentences = (struct sentences *)sink;
    enum colour colour = render(sentences, sock);
    if (!same_text(&sentences->note, &sentences->next))
        put_note(sentences);
    struct strbuf note = sentences->note;
    sentences->note = sentences->next;
    sentences->next = note;
    begin_sentence(sentences, colour);
    put_words(sentences, &sentences->row);
    sentences->any = true;
    return flush(sentences, error);
}

static bool sentences_end(struct sink *sink, struct notes *notes, struct error *error)
{
    struct sentences *sentences = (struct sentences *)sink;
    put_note(sentences);
    if (!sentences->any && notes->outcome != OUTCOME_NOTHING)
        table_put_nothing(&sentences->line, sentences->settings, false);
    table_put_limit(&sentences->line, sentences->settings, notes);
    return flush(sentences, error) != EMIT_ERROR;
}

static void sentences_free(struct sink *sink)
{
    struct sentences *sentences = (struct sentences *)sink;
    strbuf_free(&sentences->lead);
    strbuf_free(&sentences->row);
    strbuf_free(&sentences->next);
    strbuf_free(&sentences->note);
    strbuf_free(&sentences->line);
    free(sentences);
}

struct sink *sentences_open(const struct sink_settings *settings)
{
    struct sentences *sentences = calloc(1, sizeof(*sentences));
    if (sentences == NULL)
        return NULL;
    sentences->sink = (struct sink){sentences_begin, sentences_row, sentences_end, sentences_free};
    sentences->settings = settings;
    if (settings->column_count > 0 && settings->columns[0].column->stream_width > 0)
        sentences->indent = settings->columns[0].column->stream_width + 1u;
    return &sentences->sink;
}
