/* SPDX-License-Identifier: MIT */
#include <stdlib.h>

#include "sink/formats.h"
#include "sink/labelled.h"
#include "sink/write.h"

/* A line for each socket, with a character between its fields. VALUE_PLAIN lets no field contain
 * the end of a line or a tab, so only CSV needs quotation. */
struct separated {
    struct sink sink;
    const struct sink_settings *settings;
    struct strbuf line;
    struct labelled fields;
    const char *separator;
    bool quotes; /* a field that needs it is put in quotation marks (RFC 4180) */
};

/* Puts the field that begins at `start` in quotation marks, and doubles those in it. */
static void quote(struct strbuf *line, size_t start)
{
    strbuf_insert(line, start, "\"", 1);
    for (size_t i = start + 1; i < line->length; i++) {
        if (line->data[i] == '"')
            strbuf_insert(line, i++, "\"", 1);
    }
    strbuf_put_char(line, '"');
}

static void quote_if_needed(struct strbuf *line, size_t start)
{
    const char *field = line->data + start;
    size_t length = line->length - start;
    if (memchr(field, ',', length) != NULL || memchr(field, '"', length) != NULL)
        quote(line, start);
}

/* The names of columns need no quotation. */
static void put_header(struct separated *separated)
{
    const struct sink_settings *settings = separated->settings;
    for (size_t i = 0; i < settings->column_count; i++) {
        if (i > 0)
            strbuf_put_string(&separated->line, separated->separator);
        strbuf_put_string(&separated->line, settings->columns[i].column->name);
    }
}

static void put_row(struct separated *separated, const struct sock *sock)
{
    labelled_put(&separated->fields, &separated->line, sock);
    /* Readers of CSV skip an empty line, and so would lose the row of a single column. */
    if (separated->quotes && separated->line.length == 0)
        strbuf_put_string(&separated->line, "\"\"");
}

static enum emit_result end_line(struct separated *separated, struct error *error)
{
    strbuf_put_char(&separated->line, '\n');
    enum emit_result result = sink_write(separated->settings->output, &separated->line, error);
    strbuf_clear(&separated->line);
    return result;
}

/* One header for all answers of -c. */
static bool separated_begin(struct sink *sink, struct error *error)
{
    struct separated *separated = (struct separated *)sink;
    if (!separated->settings->header || !separated->settings->first)
        return true;
    put_header(separated);
    return end_line(separated, error) != EMIT_ERROR;
}

static enum emit_result separated_row(struct sink *sink, const struct sock *sock,
                                      struct error *error)
{
    struct separated *separated = (struct separated *)sink;
    put_row(separated, sock);
    return end_line(separated, error);
}

static bool separated_end(struct sink *sink, struct notes *notes, struct error *error)
{
    (void)sink, (void)notes, (void)error;
    return true;
}

static void separated_free(struct sink *sink)
{
    struct separated *separated = (struct separated *)sink;
    strbuf_free(&separated->line);
    labelled_free(&separated->fields);
    free(separated);
}

static struct sink *open_separated(const struct sink_settings *settings, const char *separator,
                                   bool quotes)
{
    const struct label_form fields = {
        .first = "",
        .before = separator,
        .after = "",
        .unknown = "", /* an unknown value is an empty field */
        .style = VALUE_PLAIN,
        .finish = quotes ? quote_if_needed : NULL,
    };
    struct separated *separated = calloc(1, sizeof(*separated));
    if (separated == NULL)
        return NULL;
    separated->sink = (struct sink){separated_begin, separated_row, separated_end, separated_free};
    separated->settings = settings;
    separated->separator = separator;
    separated->quotes = quotes;
    if (labelled_open(&separated->fields, settings, &fields))
        return &separated->sink;
    separated_free(&separated->sink);
    return NULL;
}

static struct sink *open_csv(const struct sink_settings *settings)
{
    return open_separated(settings, ",", true);
}

static struct sink *open_tsv(const struct sink_settings *settings)
{
    return open_separated(settings, "\t", false);
}

const struct format format_csv = {
    .name = "csv",
    .help = "a line for each socket, with commas between the fields",
    .columns = IN_JSON,
    .rows_only = true,
    .open = open_csv,
};

const struct format format_tsv = {
    .name = "tsv",
    .help = "a line for each socket, with tabs between the fields",
    .columns = IN_JSON,
    .rows_only = true,
    .open = open_tsv,
};
