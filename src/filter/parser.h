/* SPDX-License-Identifier: MIT */
#ifndef SOCKVIEW_FILTER_PARSER_H
#define SOCKVIEW_FILTER_PARSER_H

#include "filter/lexer.h"
#include "filter/tree.h"

/* Where the reading of an expression stands; for the files of filter/ alone. */
struct parser {
    struct filter_lexer lexer;
    struct filter *filter;
    const char *origin;
    int family; /* of addresses that do not tell */
    struct error *error;
    unsigned nesting;
};

/* The token that is read next. Borrowed; it changes when the lexer goes on. */
const struct filter_token *parser_token(const struct parser *parser);

/* Takes the token for an operator, `and`, `or` or `not` where it is one: to be called where such
 * may stand. */
void parser_read_sign(struct parser *parser);

/* Room in the arena of the filter. NULL with `error`. */
void *parser_allocate(struct parser *parser, size_t size);

/* Sets `error`: the reason, and the place in the text that it is about. Always false. */
__attribute__((format(printf, 3, 4))) bool parser_fail(struct parser *parser, size_t place,
                                                       const char *format, ...);

/* The same for a word whose quotation mark is not closed. */
bool parser_fail_unclosed(struct parser *parser);

/* Reads a test (field, operator and value) into the node. False with `error`. */
bool parser_read_test(struct parser *parser, struct filter_node *node);

/* Reads `:PORT`, which stands for either end, into the node. False with `error`. */
bool parser_read_port(struct parser *parser, struct filter_node *node);

/* Reads the value of a test whose field and operator are known. False with `error`. */
bool parser_read_value(struct parser *parser, struct filter_test *test);

#endif
