/* SPDX-License-Identifier: MIT */
#ifndef SOCKVIEW_FILTER_LEXER_H
#define SOCKVIEW_FILTER_LEXER_H

#include "filter/tree.h"
#include "util/strbuf.h"

enum filter_token_kind {
    TOKEN_END,
    TOKEN_WORD,
    TOKEN_OPERATOR,
    TOKEN_AND,
    TOKEN_OR,
    TOKEN_NOT,
    TOKEN_OPEN,
    TOKEN_CLOSE,
    TOKEN_UNCLOSED, /* a quotation mark without its fellow */
};

struct filter_token {
    enum filter_token_kind kind;
    enum filter_operator comparison; /* of TOKEN_OPERATOR */
    bool quoted;                     /* a word in quotation marks: never a keyword */
    struct slice word;               /* without the marks */
    size_t start, end;               /* place in the text */
};

/* What was read is `token`; the rest begins at `at`. */
struct filter_lexer {
    struct slice text;
    size_t at;
    struct filter_token token;
};

/* Moves on to the next token. */
void filter_lexer_next(struct filter_lexer *lexer);

/* Whether the token is this word, in any case and without quotation marks. */
bool filter_token_is(const struct filter_token *token, const char *word);

/* Takes a word such as `and`, `not` or `ge` for the sign that it stands for. Only the grammar knows
 * where a word is one. */
void filter_token_read_sign(struct filter_token *token);

/* The line of the text around a place, as it can be shown on a terminal and as much of it as fits
 * there, and below it a line with a caret under that place. */
void filter_put_place(struct strbuf *buffer, struct slice text, size_t place);

#endif
