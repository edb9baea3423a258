/* SPDX-License-Identifier: MIT */
#include <errno.h>
#include <stdarg.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "filter/lexer.h"
#include "filter/tree.h"

/* Far more than anybody writes, and little enough for the stack. */
enum { NESTING_MOST = 100 };

struct parser {
    struct filter_lexer lexer;
    struct filter *filter;
    const char *origin;
    int family; /* of addresses that do not tell */
    struct error *error;
    unsigned nesting;
};

static bool parse_list(struct parser *parser, struct filter_node *list);

/* The reason, and the place that it is about. */
__attribute__((format(printf, 3, 4))) static bool fail_at(struct parser *parser, size_t place,
                                                          const char *format, ...)
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

static bool fail_memory(struct parser *parser)
{
    return error_set_errno(parser->error, ENOMEM, "%s", parser->origin);
}

static void *allocate(struct parser *parser, size_t size)
{
    void *room = arena_alloc(&parser->filter->arena, size);
    if (room == NULL)
        fail_memory(parser);
    return room;
}

static const struct filter_token *token_of(const struct parser *parser)
{
    return &parser->lexer.token;
}

/* Where an operator, `and`, `or` or `not` may stand. */
static void read_sign(struct parser *parser)
{
    filter_token_read_sign(&parser->lexer.token);
}

static bool fail_unclosed(struct parser *parser)
{
    return fail_at(parser, token_of(parser)->start, "the quotation mark is not closed");
}

static bool fail_missing_test(struct parser *parser)
{
    const struct filter_token *token = token_of(parser);
    if (token->kind == TOKEN_UNCLOSED)
        return fail_unclosed(parser);
    return fail_at(parser, token->start,
                   "a test is missing here, such as 'sport = :22' or 'state LISTEN'");
}

/* What a word that is no field may have been meant for; nothing where an operator shows that it was
 * meant for a field. */
static void put_hint(const struct parser *parser, struct strbuf *text)
{
    struct filter_lexer behind = parser->lexer;
    struct strbuf hint = {0};
    filter_lexer_next(&behind);
    filter_token_read_sign(&behind.token);
    if (behind.token.kind != TOKEN_OPERATOR)
        filter_put_hint(&hint, token_of(parser)->word);
    if (hint.length > 0) {
        strbuf_put_string(text, "try '");
        strbuf_put(text, hint.data, hint.length);
        strbuf_put_string(text, "'; ");
    }
    strbuf_free(&hint);
}

static bool fail_unknown_field(struct parser *parser)
{
    const struct filter_token *token = token_of(parser);
    struct strbuf names = {0};
    const char *help;
    put_hint(parser, &names);
    strbuf_put_string(&names, "right are ");
    for (size_t i = 0; filter_field_word(i, &help) != NULL; i++) {
        strbuf_put_string(&names, i == 0 ? "" : ", ");
        strbuf_put_string(&names, filter_field_word(i, &help));
    }
    fail_at(parser, token->start, "'%.*s' is no field: %.*s and every column (--list-columns)",
            filter_shown(token->word), token->word.data, (int)names.length, names.data);
    strbuf_free(&names);
    return false;
}

static bool fail_operator(struct parser *parser, const struct filter_field *field)
{
    struct strbuf operators = {0};
    const struct filter_token *token = token_of(parser);
    filter_kind_put_operators(field->kind, &operators);
    if (token->kind == TOKEN_OPERATOR)
        fail_at(parser, token->start, "'%s' is not compared with '%s': right are %.*s", field->name,
                filter_operator_text(token->comparison), (int)operators.length, operators.data);
    else
        fail_at(parser, token->start, "an operator is missing behind '%s': right are %.*s",
                field->name, (int)operators.length, operators.data);
    strbuf_free(&operators);
    return false;
}

static bool parse_operator(struct parser *parser, struct filter_test *test)
{
    read_sign(parser);
    test->comparison = FILTER_EQUAL;
    if (token_of(parser)->kind != TOKEN_OPERATOR)
        return test->field.bare || fail_operator(parser, &test->field);
    test->comparison = token_of(parser)->comparison;
    if (!filter_kind_allows(test->field.kind, test->comparison))
        return fail_operator(parser, &test->field);
    filter_lexer_next(&parser->lexer);
    return true;
}

/* Where no value stands. */
static bool fail_missing_value(struct parser *parser, const struct filter_test *test)
{
    struct filter_token token = *token_of(parser);
    filter_token_read_sign(&token);
    if (token.kind == TOKEN_OPERATOR)
        return fail_at(parser, token.start, "a value belongs here, and '%s' is an operator",
                       filter_operator_text(token.comparison));
    return fail_at(parser, token.start, "a value is missing for '%s': right is %s",
                   test->field.name, filter_kind_text(test->field.kind));
}

static bool parse_value(struct parser *parser, struct filter_test *test)
{
    const struct filter_token *token = token_of(parser);
    struct error reason = {0};
    if (token->kind == TOKEN_UNCLOSED)
        return fail_unclosed(parser);
    if (token->kind != TOKEN_WORD)
        return fail_missing_value(parser, test);
    if (!filter_operand_read(test, token->word, &parser->filter->arena, &reason)) {
        fail_at(parser, token->start, "%s", error_message(&reason));
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
    read_sign(parser);
    return token_of(parser)->kind != TOKEN_OPERATOR ||
           fail_at(parser, token_of(parser)->start, "'autobound' takes no operator and no value");
}

static bool parse_test(struct parser *parser, struct filter_node *node)
{
    struct filter_test *test = allocate(parser, sizeof(*test));
    if (test == NULL)
        return false;
    *test = (struct filter_test){.host.family = parser->family};
    node->test = test;
    if (!filter_field_find(token_of(parser)->word, &test->field))
        return fail_unknown_field(parser);
    filter_lexer_next(&parser->lexer);
    if (test->field.kind == FILTER_AUTOBOUND)
        return parse_autobound(parser);
    if (!parse_operator(parser, test) || !parse_value(parser, test))
        return false;
    test->needs = needs_of(test);
    return true;
}

static bool is_exclude(const struct filter_token *token)
{
    return filter_token_is(token, "exclude") || filter_token_is(token, "excl");
}

/* `exclude STATE`: the test of the state, negated. */
static bool parse_exclude(struct parser *parser, struct filter_node *node)
{
    struct filter_test *test = allocate(parser, sizeof(*test));
    if (test == NULL)
        return false;
    *test = (struct filter_test){0};
    filter_field_find(slice_of("state"), &test->field);
    node->test = test;
    node->negated = !node->negated;
    filter_lexer_next(&parser->lexer);
    return parse_value(parser, test);
}

static bool parse_brackets(struct parser *parser, struct filter_node *node)
{
    size_t opened = token_of(parser)->start;
    if (parser->nesting == NESTING_MOST)
        return fail_at(parser, opened, "brackets are nested deeper than %d", NESTING_MOST);
    filter_lexer_next(&parser->lexer);
    parser->nesting++;
    if (!parse_list(parser, node))
        return false;
    parser->nesting--;
    if (token_of(parser)->kind != TOKEN_CLOSE)
        return fail_at(parser, opened, "the bracket is not closed");
    filter_lexer_next(&parser->lexer);
    return true;
}

/* One part of a list: a test or brackets, with any number of `not` in front. */
static bool parse_part(struct parser *parser, struct filter_node *node)
{
    read_sign(parser);
    while (token_of(parser)->kind == TOKEN_NOT) {
        node->negated = !node->negated;
        filter_lexer_next(&parser->lexer);
        read_sign(parser);
    }
    if (token_of(parser)->kind == TOKEN_OPEN)
        return parse_brackets(parser, node);
    if (token_of(parser)->kind != TOKEN_WORD)
        return fail_missing_test(parser);
    return is_exclude(token_of(parser)) ? parse_exclude(parser, node) : parse_test(parser, node);
}

/* What joins the next part to those before it; false where the list ends. */
static bool parse_connective(struct parser *parser, enum filter_connective *connective)
{
    read_sign(parser);
    enum filter_token_kind kind = token_of(parser)->kind;
    *connective = kind == TOKEN_OR ? FILTER_OR : FILTER_AND;
    if (kind == TOKEN_END || kind == TOKEN_CLOSE)
        return false;
    if (kind == TOKEN_AND || kind == TOKEN_OR)
        filter_lexer_next(&parser->lexer);
    return true;
}

/* As ss reads it: `and` and `or` bind alike, from left to right. `first` is what was parsed before,
 * or NULL. */
static bool parse_list_from(struct parser *parser, struct filter_node *list,
                            struct filter_node *first)
{
    struct filter_node **end = first == NULL ? &list->first : &first->next;
    enum filter_connective connective = FILTER_AND;
    bool had_or = false;
    list->first = first;
    if (first != NULL && !parse_connective(parser, &connective))
        return true;
    do {
        struct filter_node *node = allocate(parser, sizeof(*node));
        if (node == NULL)
            return false;
        *node = (struct filter_node){.connective = connective};
        parser->filter->ambiguous |= had_or && connective == FILTER_AND;
        had_or |= connective == FILTER_OR;
        *end = node;
        end = &node->next;
        if (!parse_part(parser, node))
            return false;
    } while (parse_connective(parser, &connective));
    return true;
}

static bool parse_list(struct parser *parser, struct filter_node *list)
{
    return parse_list_from(parser, list, NULL);
}

/* Takes `state STATE` or `exclude STATE` off the text, as ss has them in front of its expression.
 * False where there is none. */
static bool take_state_word(struct parser *parser, bool *excludes)
{
    struct filter_lexer before = parser->lexer;
    *excludes = is_exclude(token_of(parser));
    if (!*excludes && !filter_token_is(token_of(parser), "state"))
        return false;
    filter_lexer_next(&parser->lexer);
    struct filter_token value = *token_of(parser);
    filter_token_read_sign(&value);
    if (value.kind == TOKEN_WORD)
        return true;
    parser->lexer = before;
    return false;
}

/* A row of such words means any of the states, less those that are excluded. */
static bool parse_states(struct parser *parser, struct filter_test **states)
{
    uint32_t chosen = 0;
    bool excludes;
    while (take_state_word(parser, &excludes)) {
        struct filter_test *test = allocate(parser, sizeof(*test));
        if (test == NULL)
            return false;
        *test = (struct filter_test){0};
        filter_field_find(slice_of("state"), &test->field);
        if (*states == NULL && excludes)
            chosen = state_all();
        if (!parse_value(parser, test))
            return false;
        chosen = excludes ? chosen & ~test->states : chosen | test->states;
        test->states = chosen;
        *states = test;
    }
    return true;
}

/* States in front concern all that follows; only behind `or` they are a test like others. */
static bool parse_behind_states(struct parser *parser, struct filter_test *states)
{
    struct filter_node *node = allocate(parser, sizeof(*node));
    struct filter_node *rest = node == NULL ? NULL : allocate(parser, sizeof(*rest));
    if (rest == NULL)
        return false;
    *node = (struct filter_node){.test = states};
    *rest = (struct filter_node){0};
    read_sign(parser);
    if (token_of(parser)->kind == TOKEN_OR)
        return parse_list_from(parser, &parser->filter->root, node);
    parser->filter->root.first = node;
    if (token_of(parser)->kind == TOKEN_END)
        return true;
    if (token_of(parser)->kind == TOKEN_AND)
        filter_lexer_next(&parser->lexer);
    node->next = rest;
    return parse_list(parser, rest);
}

static bool parse_whole(struct parser *parser)
{
    struct filter_test *states = NULL;
    filter_lexer_next(&parser->lexer);
    if (!parse_states(parser, &states))
        return false;
    if (states != NULL)
        return parse_behind_states(parser, states);
    return parse_list(parser, &parser->filter->root);
}

/* No value has one, and the C library would see nothing behind it. */
static bool has_nul(struct parser *parser)
{
    struct slice text = parser->lexer.text;
    const char *nul = text.length == 0 ? NULL : memchr(text.data, '\0', text.length);
    if (nul != NULL)
        fail_at(parser, (size_t)(nul - text.data), "a byte here is 0, and a filter is text");
    return nul != NULL;
}

static bool parse_to_end(struct parser *parser)
{
    if (has_nul(parser) || !parse_whole(parser))
        return false;
    if (token_of(parser)->kind == TOKEN_END)
        return true;
    return fail_at(parser, token_of(parser)->start, "no bracket is open that this could close");
}

struct filter *filter_parse(struct slice text, const char *origin, int family, struct error *error)
{
    struct parser parser = {
        .lexer = {.text = text},
        .filter = calloc(1, sizeof(*parser.filter)),
        .origin = origin,
        .family = family,
        .error = error,
    };
    if (parser.filter == NULL) {
        error_set_errno(error, ENOMEM, "%s", origin);
        return NULL;
    }
    if (parse_to_end(&parser))
        return parser.filter;
    filter_free(parser.filter);
    return NULL;
}
