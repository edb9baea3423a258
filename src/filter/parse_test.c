/* SPDX-License-Identifier: MIT */
#include "filter/parser.h"

/* What a word that is no field may have been meant for; nothing where an operator shows that it was
 * meant for a field. */
static void put_hint(const struct parser *parser, struct strbuf *text)
{
    struct filter_lexer behind = parser->lexer;
    struct strbuf hint = {0};
    filter_lexer_next(&behind);
    filter_token_read_sign(&behind.token);
    if (behind.token.kind != TOKEN_OPERATOR)
        filter_put_hint(&hint, parser_token(parser)->word);
    if (hint.length > 0) {
        strbuf_put_string(text, "try '");
        strbuf_put(text, hint.data, hint.length);
        strbuf_put_string(text, "'; ");
    }
    strbuf_free(&hint);
}

static bool fail_unknown_field(struct parser *parser)
{
    const struct filter_token *token = parser_token(parser);
    struct strbuf names = {0};
    const char *help;
    put_hint(parser, &names);
    strbuf_put_string(&names, "right are ");
    for (size_t i = 0; filter_field_word(i, &help) != NULL; i++) {
        strbuf_put_string(&names, i == 0 ? "" : ", ");
        strbuf_put_string(&names, filter_field_word(i, &help));
    }
    parser_fail(parser, token->start, "'%.*s' is no field: %.*s and every column (--list-columns)",
                filter_shown(token->word), token->word.data, (int)names.length, names.data);
    strbuf_free(&names);
    return false;
}

static bool fail_operator(struct parser *parser, const struct filter_field *field)
{
    struct strbuf operators = {0};
    const struct filter_token *token = parser_token(parser);
    filter_kind_put_operators(field->kind, &operators);
    if (token->kind == TOKEN_OPERATOR)
        parser_fail(parser, token->start, "'%s' is not compared with '%s': right are %.*s",
                    field->name, filter_operator_text(token->comparison), (int)operators.length,
                    operators.data);
    else
        parser_fail(parser, token->start, "an operator is missing behind '%s': right are %.*s",
                    field->name, (int)operators.length, operators.data);
    strbuf_free(&operators);
    return false;
}

static bool parse_operator(struct parser *parser, struct filter_test *test)
{
    parser_read_sign(parser);
    test->comparison = FILTER_EQUAL;
    if (parser_token(parser)->kind != TOKEN_OPERATOR)
        return test->field.bare || fail_operator(parser, &test->field);
    test->comparison = parser_token(parser)->comparison;
    if (!filter_kind_allows(test->field.kind, test->comparison))
        return fail_operator(parser, &test->field);
    filter_lexer_next(&parser->lexer);
    return true;
}

/* Where no value stands. */
static bool fail_missing_value(struct parser *parser, const struct filter_test *test)
{
    struct filter_token token = *parser_token(parser);
    filter_token_read_sign(&token);
    if (token.kind == TOKEN_OPERATOR)
        return parser_fail(parser, token.start, "a value belongs here, and '%s' is an operator",
                           filter_operator_text(token.comparison));
    return parser_fail(parser, token.start, "a value is missing for '%s': right is %s",
                       test->field.name, filter_kind_text(test->field.kind));
}

bool parser_read_value(struct parser *parser, struct filter_test *test)
{
    const struct filter_token *token = parser_token(parser);
    struct error reason = {0};
    if (token->kind == TOKEN_UNCLOSED)
        return parser_fail_unclosed(parser);
    if (token->kind != TOKEN_WORD)
        return fail_missing_value(parser, test);
    if (!filter_operand_read(test, token->word, &parser->filter->arena, &reason)) {
        parser_fail(parser, token->start, "%s", error_message(&reason));
        error_clear(&reason);
        return false;
    }
    parser->filter->split |= test->host.split;
    filter_lexer_next(&parser->lexer);
    return true;
}

/* An end that is not looked at as text needs no name of its host. */
static unsigned needs_of(const struct filter_test *test)
{
    bool is_text = filter_operator_positive(test->comparison) == FILTER_LIKE;
    if (test->field.kind == FILTER_ENDPOINT && !is_text)
        return 0;
    return test->field.column->needs;
}

static bool parse_autobound(struct parser *parser)
{
    parser_read_sign(parser);
    return parser_token(parser)->kind != TOKEN_OPERATOR ||
           parser_fail(parser, parser_token(parser)->start,
                       "'autobound' takes no operator and no value");
}

bool parser_read_test(struct parser *parser, struct filter_node *node)
{
    struct filter_test *test = parser_allocate(parser, sizeof(*test));
    if (test == NULL)
        return false;
    *test = (struct filter_test){.host.family = parser->family};
    node->test = test;
    if (!filter_field_find(parser_token(parser)->word, &test->field))
        return fail_unknown_field(parser);
    filter_lexer_next(&parser->lexer);
    if (test->field.kind == FILTER_AUTOBOUND)
        return parse_autobound(parser);
    if (!parse_operator(parser, test) || !parser_read_value(parser, test))
        return false;
    test->needs = needs_of(test);
    return true;
}
