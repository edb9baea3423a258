/* SPDX-License-Identifier: MIT */
#ifndef SOCKVIEW_CLI_CANDIDATES_H
#define SOCKVIEW_CLI_CANDIDATES_H

#include <stdbool.h>
#include <stddef.h>

#include "util/arena.h"
#include "util/slice.h"
#include "util/strbuf.h"

/* What a candidate is, so that a shell knows what may follow it. */
enum candidates_kind {
    CANDIDATES_WORD,   /* a word of the command line, whole */
    CANDIDATES_LIST,   /* an element of a list: a comma may follow */
    CANDIDATES_FILTER, /* a part of a filter: more of it may follow in the same word */
    CANDIDATES_FILES,  /* the shell completes the name of a file by itself */
};

struct candidate {
    struct slice text, help;
};

/* What can take the place of the end of a word. Starts zeroed. */
struct candidates {
    struct slice kept;  /* the beginning of the word, which stays; borrowed */
    struct slice typed; /* what the candidates have to begin with; borrowed */
    enum candidates_kind kind;
    struct candidate *items; /* owned */
    size_t count, capacity;
    size_t left_out; /* that a longer word brings; at an empty one they would flood the screen */
    struct arena texts;
    bool failed; /* out of memory */
};

/* Moves the first `length` bytes from the typed text to the text that is kept. */
void candidates_keep(struct candidates *candidates, size_t length);

/* Whether a name begins with the typed text. Upper and lower case are the same, and so are `-` and
 * `_`. */
bool candidates_match(const struct candidates *candidates, struct slice name);

/* Adds a copy of a text and its help, whatever was typed; nothing for a text with a character that
 * a terminal does not simply show, and nothing for one that is there already. */
void candidates_add(struct candidates *candidates, struct slice text, struct slice help);

/* Adds a name if it matches. */
void candidates_offer(struct candidates *candidates, const char *name, const char *help);

/* Counts a name that matches and is left out. */
void candidates_leave_out(struct candidates *candidates, const char *name);

/* Appends what `--complete` prints: a line with what is kept, the kind ("", "list", "filter" or
 * "files") and, if candidates are left out, a text that says so; then a line for each candidate
 * with its help. A tab stands between. */
void candidates_put(const struct candidates *candidates, struct strbuf *output);

/* Frees what they own. */
void candidates_free(struct candidates *candidates);

#endif
