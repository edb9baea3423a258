/* SPDX-License-Identifier: MIT */
#include <errno.h>
#include <stdlib.h>

#include "filter/join.h"
#include "filter/narrow.h"
#include "filter/parser.h"

/* More than any expression needs, and small enough for the stack. */
enum { NESTING_MOST = 100 };

static bool parse_list(struct parser *parser, struct filter_node *list);

static bool fail_missing_test(struct parser *parser)
{
    const struct filter_token *token = parser_token(parser);
    if (token->kind == TOKEN_UNCLOSED)
        return parser_fail_unclosed(parser);
    return parser_fail(parser, token->start,
                       "a test is missing here, such as 'sport = :22' or 'state LISTEN'");
}

static bool is_exclude(const struct filter_token *token)
{
    return filter_token_is(token, "exclude") || filter_token_is(token, "excl");
}

/* Reads `exclude STATE`, which is a negated test of the state. */
static bool parse_exclude(struct parser *parser, struct filter_node *node)
{
    struct filter_test *test = parser_allocate(parser, sizeof(*test));
    if (test == NULL)
        return false;
    *test = (struct filter_test){0};
    filter_field_find(slice_of("state"), &test->field);
    node->test = test;
    node->negated = !node->negated;
    filter_lexer_next(&parser->lexer);
    return parser_read_value(parser, test);
}

static bool parse_brackets(struct parser *parser, struct filter_node *node)
{
    size_t opened = parser_token(parser)->start;
    if (parser->nesting == NESTING_MOST)
        return parser_fail(parser, opened, "brackets are nested deeper than %d", NESTING_MOST);
    filter_lexer_next(&parser->lexer);
    parser->nesting++;
    if (!parse_list(parser, node))
        return false;
    parser->nesting--;
    if (parser_token(parser)->kind != TOKEN_CLOSE)
        return parser_fail(parser, opened, "the bracket is not closed");
    filter_lexer_next(&parser->lexer);
    return true;
}

/* `:22`, and not an address such as `::1`. */
static bool is_port(const struct filter_token *token)
{
    struct slice word = token->word;
    return word.length > 0 && word.data[0] == ':' && (word.length == 1 || word.data[1] != ':');
}

/* One part of a list: a test or brackets, with any number of `not` in front. */
static bool parse_part(struct parser *parser, struct filter_node *node)
{
    parser_read_sign(parser);
    while (parser_token(parser)->kind == TOKEN_NOT) {
        node->negated = !node->negated;
        filter_lexer_next(&parser->lexer);
        parser_read_sign(parser);
    }
    if (parser_token(parser)->kind == TOKEN_OPEN)
        return parse_brackets(parser, node);
    if (parser_token(parser)->kind != TOKEN_WORD)
        return fail_missing_test(parser);
    if (is_exclude(parser_token(parser)))
        return parse_exclude(parser, node);
    return is_port(parser_token(parser)) ? parser_read_port(parser, node)
                                         : parser_read_test(parser, node);
}

/* Reads what joins the next part to the parts before it. False at the end of the list. */
static bool parse_connective(struct parser *parser, enum filter_connective *connective)
{
    parser_read_sign(parser);
    enum filter_token_kind kind = parser_token(parser)->kind;
    *connective = kind == TOKEN_OR ? FILTER_OR : FILTER_AND;
    if (kind == TOKEN_END || kind == TOKEN_CLOSE)
        return false;
    if (kind == TOKEN_AND || kind == TOKEN_OR)
        filter_lexer_next(&parser->lexer);
    return true;
}

/* As in ss, `and` and `or` have the same precedence and are read from left to right. `first` is a
 * part that was already parsed, or NULL. */
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
        struct filter_node *node = parser_allocate(parser, sizeof(*node));
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

/* Takes `state STATE` or `exclude STATE`, which ss allows before an expression. False when there is
 * none. */
static bool take_state_word(struct parser *parser, bool *excludes)
{
    struct filter_lexer before = parser->lexer;
    *excludes = is_exclude(parser_token(parser));
    if (!*excludes && !filter_token_is(parser_token(parser), "state"))
        return false;
    filter_lexer_next(&parser->lexer);
    struct filter_token value = *parser_token(parser);
    filter_token_read_sign(&value);
    if (value.kind == TOKEN_WORD)
        return true;
    parser->lexer = before;
    return false;
}

/* Reads several of these one after the other. They mean any of the states, without the excluded
 * ones. */
static bool parse_states(struct parser *parser, struct filter_test **states)
{
    uint32_t chosen = 0;
    bool excludes;
    while (take_state_word(parser, &excludes)) {
        struct filter_test *test = parser_allocate(parser, sizeof(*test));
        if (test == NULL)
            return false;
        *test = (struct filter_test){0};
        filter_field_find(slice_of("state"), &test->field);
        if (*states == NULL && excludes)
            chosen = state_all();
        if (!parser_read_value(parser, test))
            return false;
        chosen = excludes ? chosen & ~test->states : chosen | test->states;
        test->states = chosen;
        *states = test;
    }
    return true;
}

/* States before the expression apply to all of it. Before `or` they are an ordinary test. */
static bool parse_after_states(struct parser *parser, struct filter_test *states)
{
    struct filter_node *node = parser_allocate(parser, sizeof(*node));
    struct filter_node *rest = node == NULL ? NULL : parser_allocate(parser, sizeof(*rest));
    if (rest == NULL)
        return false;
    *node = (struct filter_node){.test = states};
    *rest = (struct filter_node){0};
    parser_read_sign(parser);
    if (parser_token(parser)->kind == TOKEN_OR)
        return parse_list_from(parser, &parser->filter->root, node);
    parser->filter->root.first = node;
    if (parser_token(parser)->kind == TOKEN_END)
        return true;
    if (parser_token(parser)->kind == TOKEN_AND)
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
        return parse_after_states(parser, states);
    return parse_list(parser, &parser->filter->root);
}

/* A NUL is refused: no value contains one, and the C library would ignore what follows it. */
static bool has_nul(struct parser *parser)
{
    struct slice text = parser->lexer.text;
    const char *nul = text.length == 0 ? NULL : memchr(text.data, '\0', text.length);
    if (nul != NULL)
        parser_fail(parser, (size_t)(nul - text.data), "a filter must not contain a NUL byte");
    return nul != NULL;
}

static bool parse_to_end(struct parser *parser)
{
    if (has_nul(parser) || !parse_whole(parser))
        return false;
    if (parser_token(parser)->kind == TOKEN_END)
        return true;
    return parser_fail(parser, parser_token(parser)->start, "this bracket closes none");
}

static bool add_needs(const struct filter_test *test, void *context)
{
    struct filter *filter = context;
    filter->needs |= test->needs;
    filter->reads |= filter_test_have(test);
    return true;
}

static bool finish(struct parser *parser)
{
    filter_walk(parser->filter, add_needs, parser->filter);
    return (filter_join(parser->filter) && filter_narrow(parser->filter)) ||
           error_set_errno(parser->error, ENOMEM, "%s", parser->origin);
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
    parser.names.arena = &parser.filter->arena;
    bool good = parse_to_end(&parser) && finish(&parser);
    filter_names_free(&parser.names);
    if (good)
        return parser.filter;
    filter_free(parser.filter);
    return NULL;
}
