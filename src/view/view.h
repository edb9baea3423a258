/* SPDX-License-Identifier: MIT */
#ifndef SOCKVIEW_VIEW_VIEW_H
#define SOCKVIEW_VIEW_VIEW_H

#include <stdio.h>

#include "column/cells.h"
#include "column/column.h"
#include "sink.h"

/* A column of a section: one of its own, or with a name that of sockets (column_find). */
struct view_column {
    const char *name;         /* or NULL */
    const struct column *own; /* reads the row of the view that `cells` of the sock is part of */
    unsigned sets; /* enum column_set: formats, or IN_NAMESPACES for more than one namespace;
                    * IN_SENTENCE with IN_NAMESPACES only there */
};

/* A part of a view: rows with the same columns. */
struct view_section {
    const char *name; /* of the member of JSON that has the rows */
    const struct view_column *columns;
    size_t column_count;
    bool has_no_header; /* in a table */
    bool is_line;       /* a table shows each row as words on a line, without a header */
    bool speaks;        /* on a terminal each row is a sentence, of the columns IN_SENTENCE */
    bool joins;         /* and these share a line where they fit */
    bool in_document;   /* formats of rows alone leave it out */
};

/* What a view is made with. */
struct view_settings {
    struct lookups *lookups;
    uint64_t limit;     /* rows that are shown at most; 0: no limit */
    size_t screen_rows; /* of the terminal; 0: no terminal */
    size_t screen_columns;
    /* On a terminal: a sink for a section that writes to `output`; NULL when out of memory. The
     * one before was freed. */
    struct sink *(*open_trial)(void *context, size_t section, FILE *output);
    void *context; /* for it */
    bool filtered; /* a filter leaves sockets out */
};

/* An answer that is made of sockets and does not show them by themselves. */
struct view {
    const char *name;
    const struct view_section *sections;
    size_t section_count;
    unsigned needs; /* enum need */
    /* Its state, or NULL when out of memory. `settings` is borrowed. */
    void *(*start)(const struct view_settings *settings);
    /* Takes a socket. False when out of memory. */
    bool (*add)(void *state, const struct sock *sock);
    /* To be called after the last socket. False when out of memory. */
    bool (*finish)(void *state);
    /* Fills `sock` for a row of a section. It borrows from the state. False after the last. */
    bool (*row)(void *state, size_t section, size_t place, struct sock *sock);
    /* Leaves out about so many rows. False when it needs all. NULL: it does not fit itself to the
     * screen. */
    bool (*shrink)(void *state, size_t rows);
    void (*free)(void *state);
};

extern const struct view view_ports;
extern const struct view view_overview;

/* One of the sockets of a row, without its facts. */
struct view_sample {
    uint64_t words[offsetof(struct sock, facts) / sizeof(uint64_t)];
};

/* Keeps a socket without its facts. It borrows what the socket borrows. */
void view_keep_sample(struct view_sample *sample, const struct sock *sock);

/* Makes a socket of a sample, for the row whose `cells` these are. */
void view_use_sample(struct sock *sock, const struct view_sample *sample,
                     const struct row_cells *cells);

/* A sink that takes sockets and, when all have come, gives the rows of each section to a sink of
 * its own. It owns the sinks, one for each section; NULL for one that is not shown. NULL when out
 * of memory; the sinks are freed then. */
struct sink *view_open(const struct view *view, const struct view_settings *settings,
                       struct sink *const *sinks);

#endif
