/* SPDX-License-Identifier: MIT */
#ifndef SOCKVIEW_FILTER_PARSER_H
#define SOCKVIEW_FILTER_PARSER_H

#include "filter/lexer.h"
#include "filter/names.h"
#include "filter/tree.h"

/* The state of parsing. Only for the files of filter/. */
struct parser {
    struct filter_lexer lexer;
    struct filter *filter;
    struct filter_names names;
    struct slice field_word; /* that was read last as a field, and this field */
    struct filter_field field;
    const char *origin;
    int family; /* AF_* for addresses without a family of their own */
    struct error *error;
    unsigned nesting;
    struct filter_token value;   /* that was read last, as a value */
    const struct column *column; /* that it is compared with; NULL for none */
};

/* The current token. Borrowed; it changes when the lexer moves on. */
const struct filter_token *parser_token(const struct parser *parser);

/* Turns the current token into an operator, `and`, `or` or `not` when it is such a word. Call it
 * only where the grammar allows one. */
void parser_read_sign(struct parser *parser);

/* Allocates from the arena of the filter. NULL with `error`. */
void *parser_allocate(struct parser *parser, size_t size);

/* Sets `error` to the reason and the place in the text. Always false. */
__attribute__((format(printf, 3, 4))) bool parser_fail(struct parser *parser, size_t place,
                                                       const char *format, ...);

/* Like parser_fail, for a word whose quotation mark is not closed. */
bool parser_fail_unclosed(struct parser *parser);

/* Reads a test (field, operator and value) into the node. False with `error`. */
bool parser_read_test(struct parser *parser, struct filter_node *node);

/* Reads `:PORT`, which stands for either end, into the node. False with `error`. */
bool parser_read_port(struct parser *parser, struct filter_node *node);

/* Reads the value of a test whose field and operator are known. False with `error`. */
bool parser_read_value(struct parser *parser, struct filter_test *test);

#endif
