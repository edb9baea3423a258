/* SPDX-License-Identifier: MIT */
#include <stdlib.h>

#include "sink/formats.h"
#include "sink/write.h"

/* A line for each socket, with a character between its fields. VALUE_PLAIN lets no field contain
 * the end of a line or a tab, so only CSV needs quotation. */
struct separated {
    struct sink sink;
    const struct sink_settings *settings;
    struct strbuf line;
    char separator;
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

static bool needs_quotes(const char *field, size_t length)
{
    return memchr(field, ',', length) != NULL || memchr(field, '"', length) != NULL;
}

/* The names of columns need no quotation. */
static void put_header(struct separated *separated)
{
    const struct sink_settings *settings = separated->settings;
    for (size_t i = 0; i < settings->column_count; i++) {
        if (i > 0)
            strbuf_put_char(&separated->line, separated->separator);
        strbuf_put_string(&separated->line, settings->columns[i].column->name);
    }
}

/* An unknown value is an empty field. */
static void put_field(struct separated *separated, const struct column *column,
                      const struct sock *sock)
{
    struct strbuf *line = &separated->line;
    struct value value;
    size_t start = line->length;
    if (!column_get(column, sock, separated->settings->lookups, &value))
        return;
    value_put(line, &value, VALUE_PLAIN);
    if (separated->quotes && !value_types[value.type].is_number &&
        needs_quotes(line->data + start, line->length - start))
        quote(line, start);
}

static void put_row(struct separated *separated, const struct sock *sock)
{
    const struct sink_settings *settings = separated->settings;
    for (size_t i = 0; i < settings->column_count; i++) {
        if (i > 0)
            strbuf_put_char(&separated->line, separated->separator);
        put_field(separated, settings->columns[i].column, sock);
    }
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
    free(separated);
}

static struct sink *open_separated(const struct sink_settings *settings, char separator,
                                   bool quotes)
{
    struct separated *separated = calloc(1, sizeof(*separated));
    if (separated == NULL)
        return NULL;
    *separated = (struct separated){
        .sink = {separated_begin, separated_row, separated_end, separated_free},
        .settings = settings,
        .separator = separator,
        .quotes = quotes,
    };
    return &separated->sink;
}

static struct sink *open_csv(const struct sink_settings *settings)
{
    return open_separated(settings, ',', true);
}

static struct sink *open_tsv(const struct sink_settings *settings)
{
    return open_separated(settings, '\t', false);
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
