/* SPDX-License-Identifier: MIT */
#ifndef SOCKVIEW_SINK_H
#define SOCKVIEW_SINK_H

#include <stdbool.h>
#include <stddef.h>
#include <stdio.h>

#include "column/column.h"
#include "source/source.h"
#include "util/error.h"
#include "util/notes.h"

/* A column that was chosen for the output. */
struct chosen_column {
    const struct column *column;
    bool word; /* in a table: a name:value word behind the row, left out when unknown */
};

/* What a format needs to know; borrowed by the sink for its life. */
struct sink_settings {
    const struct chosen_column *columns;
    size_t column_count;
    struct lookups *lookups;
    FILE *output;
    bool header;         /* a table has a header line */
    bool stream;         /* each row is printed when it comes, however few there are */
    bool timed;          /* a table has a line with the time of the answer (lookups->time) */
    bool colour;         /* paint states with SGR codes */
    bool ascii;          /* the terminal understands no UTF-8 */
    const char *version; /* of this program */
    const char *host;    /* name of this machine */
};

/* Takes sockets and prints them, or hands them on. begin, row for each, end; then free. After an
 * error of begin or row only free may follow. */
struct sink {
    bool (*begin)(struct sink *sink, struct error *error);
    enum emit_result (*row)(struct sink *sink, const struct sock *sock, struct error *error);
    /* The notes are what JSON shows as warnings. */
    bool (*end)(struct sink *sink, struct notes *notes, struct error *error);
    void (*free)(struct sink *sink);
};

struct summary_output;

/* One row of the table of formats. */
struct format {
    const char *name; /* for --format */
    const char *help;
    enum column_set columns; /* which columns it has by default */
    bool words;              /* details are words behind the row rather than columns */
    bool has_end;            /* it is one whole, so that it cannot go on for ever */
    bool rows_only;          /* nothing else is printed, so that each row tells the time of -c */
    /* A new sink, or NULL when out of memory. */
    struct sink *(*open)(const struct sink_settings *settings);
    /* Appends what -s answers, or NULL when the format has no place for it. */
    void (*put_summary)(struct strbuf *buffer, const struct summary_output *output);
};

extern const struct format formats[];
extern const size_t formats_count;

/* The format of that name, or NULL. */
const struct format *format_find(struct slice name);

struct filter;

/* A sink that keeps every row until the end, looks up what `needs` (of NEED_HOLD) asks for, in
 * `proc` (usually "/proc"), and only then hands the rows that the filter (NULL: all) lets through
 * to `next`. Owns `next`, and frees it when out of memory, which NULL means. */
struct sink *sink_open_hold(struct sink *next, struct lookups *lookups, const struct filter *filter,
                            unsigned needs, const char *proc);

/* Writes the text of a row or a document. EMIT_STOP when the reader has gone (EPIPE), EMIT_ERROR
 * with `error` when the write failed for another reason or `text` ran out of memory. */
enum emit_result sink_write(FILE *output, const struct strbuf *text, struct error *error);

/* Flushes; false with `error` when what was written cannot be delivered. A reader that has gone
 * is no error. */
bool sink_flush(FILE *output, struct error *error);

#endif
