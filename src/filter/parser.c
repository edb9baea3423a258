/* SPDX-License-Identifier: MIT */
#include "filter/parser.h"

#include <errno.h>
#include <stdarg.h>
#include <stdio.h>
#include <stdlib.h>

bool parser_fail(struct parser *parser, size_t place, const char *format, ...)
{
    struct strbuf excerpt = {0};
    char *reason = NULL;
    va_list arguments;
    va_start(arguments, format);
    if (vasprintf(&reason, format, arguments) < 0)
        reason = NULL;
    va_end(arguments);
    error_set(parser->error, 0, "%s: %s", parser->origin, reason == NULL ? "no memory" : reason);
    filter_put_place(&excerpt, parser->lexer.text, place);
    error_set_excerpt(parser->error, strbuf_slice(&excerpt));
    strbuf_free(&excerpt);
    free(reason);
    return false;
}

void *parser_allocate(struct parser *parser, size_t size)
{
    void *room = arena_alloc(&parser->filter->arena, size);
    if (room == NULL)
        error_set_errno(parser->error, ENOMEM, "%s", parser->origin);
    return room;
}

const struct filter_token *parser_token(const struct parser *parser)
{
    return &parser->lexer.token;
}

void parser_read_sign(struct parser *parser)
{
    filter_token_read_sign(&parser->lexer.token);
}

bool parser_fail_unclosed(struct parser *parser)
{
    return parser_fail(parser, parser_token(parser)->start, "the quotation mark is not closed");
}
