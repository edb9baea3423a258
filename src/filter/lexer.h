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
    TOKEN_UNCLOSED, /* a quotation mark that is not closed */
};

struct filter_token {
    enum filter_token_kind kind;
    enum filter_operator comparison; /* for TOKEN_OPERATOR */
    bool quoted;                     /* the word was in quotation marks, so it is never a keyword */
    struct slice word;               /* without quotation marks */
    size_t start, end;               /* place in the text */
};

/* `token` is the current token. The rest of the text begins at `at`. */
struct filter_lexer {
    struct slice text;
    size_t at;
    struct filter_token token;
};

/* Moves on to the next token. */
void filter_lexer_next(struct filter_lexer *lexer);

/* Whether the token is a word without quotation marks, compared in any case. */
bool filter_token_is(const struct filter_token *token, const char *word);

/* Turns a word such as `and`, `not` or `ge` into the sign that it stands for. Call it only where
 * the grammar allows a sign. */
void filter_token_read_sign(struct filter_token *token);

/* Appends the line of the text around a place, cut and escaped for a terminal, and below it a line
 * with a caret under the place. */
void filter_put_place(struct strbuf *buffer, struct slice text, size_t place);

/* The text of an operator. */
const char *filter_operator_text(enum filter_operator comparison);

#endif
