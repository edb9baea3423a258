/* SPDX-License-Identifier: MIT */
#ifndef SOCKVIEW_SINK_LABELLED_H
#define SOCKVIEW_SINK_LABELLED_H

#include "sink/settings.h"
#include "util/strbuf.h"

enum { LABEL_UNKNOWN_MOST = 12 };

/* What stands before each value of a row, and where there is none. */
struct label_form {
    const char *first, *before; /* before the name of the first column, and of each other */
    bool named;                 /* the name of the column follows */
    const char *after;          /* after it */
    const char *unknown;        /* in place of a value, of at most LABEL_UNKNOWN_MOST bytes; NULL: a
                                 * column without one is left out */
    enum value_style style;
    bool words; /* only columns that are words after a row (struct chosen_column) */
    /* Changes a value that is no number, from `start` to the end of the text; or NULL. */
    void (*finish)(struct strbuf *text, size_t start);
};

/* The chosen columns with their labels, as the words of a table, the members of a JSON object or
 * the fields of a line. Prepared once, because a row with details has some hundred of them. Starts
 * zeroed. */
struct labelled {
    struct label_form form;
    struct lookups *lookups;
    struct labelled_step *steps; /* one for each column; owned */
    struct labelled_memo *memos; /* one for each column; owned */
    size_t count;
    struct strbuf labels;   /* of all columns, one after the other, with blanks between */
    struct strbuf unknowns; /* the same with `unknown` after each */
};

/* Prepares the columns of `settings`, which are borrowed. False when out of memory. */
bool labelled_open(struct labelled *labelled, const struct sink_settings *settings,
                   const struct label_form *form);

/* Appends the labels and values of a socket. */
void labelled_put(const struct labelled *labelled, struct strbuf *text, const struct sock *sock);

/* Frees what it holds and makes it empty again. */
void labelled_free(struct labelled *labelled);

#endif
