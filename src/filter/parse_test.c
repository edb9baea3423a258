/* SPDX-License-Identifier: MIT */
#include "column/columns.h"
#include "filter/kinds.h"
#include "filter/parser.h"
#include "filter/units.h"
#include "util/nearest.h"

/* As many words as the longest habit has. */
enum { PHRASE_MOST = 4 };

/* Appends the words at the beginning of the remaining text, separated by single blanks, without
 * signs for "equal". */
static void put_phrase(const struct parser *parser, struct strbuf *phrase)
{
    struct filter_lexer lexer = parser->lexer;
    for (int i = 0; i < PHRASE_MOST; filter_lexer_next(&lexer)) {
        filter_token_read_sign(&lexer.token);
        bool equal = lexer.token.kind == TOKEN_OPERATOR && lexer.token.comparison == FILTER_EQUAL;
        if (equal && i > 0)
            continue;
        if (lexer.token.kind != TOKEN_WORD)
            break;
        strbuf_put_string(phrase, i++ == 0 ? "" : " ");
        strbuf_put(phrase, lexer.token.word.data, lexer.token.word.length);
    }
}

static bool put_habit(const struct parser *parser, struct strbuf *hint, bool only_longer)
{
    struct strbuf phrase = {0};
    put_phrase(parser, &phrase);
    bool found = filter_put_habit(hint, strbuf_slice(&phrase), only_longer);
    strbuf_free(&phrase);
    return found;
}

/* The name at a place in the list of everything that can be compared: fields first, then
 * columns. */
static const char *field_at(const void *context, size_t place)
{
    const char *help;
    size_t words = 0;
    (void)context;
    while (filter_field_word(words, &help) != NULL)
        words++;
    if (place < words)
        return filter_field_word(place, &help);
    return place - words < columns_count() ? column_at(place - words)->name : NULL;
}

/* The kind of the next token, read as a sign if it is one. */
static enum filter_token_kind next_kind(const struct parser *parser)
{
    struct filter_lexer lexer = parser->lexer;
    filter_lexer_next(&lexer);
    filter_token_read_sign(&lexer.token);
    return lexer.token.kind;
}

/* Guesses what an unknown word was meant for. Before an operator it was meant for a field. Alone it
 * was meant for something else. Before another word it can be either. */
static bool put_guess(const struct parser *parser, struct strbuf *hint)
{
    struct slice word = parser_token(parser)->word;
    enum filter_token_kind next = next_kind(parser);
    bool compared = next == TOKEN_OPERATOR;
    if (put_habit(parser, hint, compared))
        return true;
    const char *near = compared || next == TOKEN_WORD ? nearest_find(word, field_at, NULL) : NULL;
    strbuf_clear(hint);
    if (near == NULL)
        return !compared && filter_put_look(hint, word);
    strbuf_put_string(hint, near);
    return false;
}

/* Whether only blanks are between the last value and the word. */
static bool follows_value(const struct parser *parser, const struct filter_token *word)
{
    struct slice text = parser->lexer.text;
    size_t at = parser->value.end;
    while (at < word->start && (text.data[at] == ' ' || text.data[at] == '\t'))
        at++;
    return parser->column != NULL && at == word->start;
}

/* Sets the error when the word is the unit of the value before it: `rtt_us > 5 ms`. True when it
 * is. */
static bool fail_unit(struct parser *parser)
{
    const struct filter_token *token = parser_token(parser);
    struct strbuf text = {0};
    uint64_t low, high;
    if (!follows_value(parser, token) || !unit_is(token->word) ||
        unit_of(parser->column).quantity == QUANTITY_NONE)
        return false;
    strbuf_put(&text, parser->value.word.data, parser->value.word.length);
    strbuf_put(&text, token->word.data, token->word.length);
    if (unit_range_read(parser->column, strbuf_slice(&text), &low, &high)) {
        parser_fail(parser, token->start, "a unit follows its number without a blank: '%.*s'",
                    filter_shown(strbuf_slice(&text)), text.data);
    } else {
        strbuf_clear(&text);
        unit_put_words(parser->column, &text);
        parser_fail(parser, token->start, "'%.*s' is no unit of '%s'%.*s",
                    filter_shown(token->word), token->word.data, parser->column->name,
                    (int)text.length, text.data);
    }
    strbuf_free(&text);
    return true;
}

static bool fail_unknown_field(struct parser *parser)
{
    if (fail_unit(parser))
        return false;
    const struct filter_token *token = parser_token(parser);
    struct strbuf text = {0};
    const char *help;
    bool is_command = put_guess(parser, &text);
    int shown = filter_shown(token->word);
    if (is_command) {
        parser_fail(parser, token->start, "'%.*s' is no field: try '%.*s'", shown, token->word.data,
                    (int)text.length, text.data);
    } else if (text.length > 0) {
        parser_fail(parser, token->start,
                    "'%.*s' is no field: did you mean '%.*s'? (--list-columns shows them)", shown,
                    token->word.data, (int)text.length, text.data);
    } else {
        for (size_t i = 0; filter_field_word(i, &help) != NULL; i++) {
            strbuf_put_string(&text, i == 0 ? "" : ", ");
            strbuf_put_string(&text, filter_field_word(i, &help));
        }
        parser_fail(parser, token->start,
                    "'%.*s' is no field: right are %.*s and every column (--list-columns)", shown,
                    token->word.data, (int)text.length, text.data);
    }
    strbuf_free(&text);
    return false;
}

/* Sets the error when `src` or `dst` begins an expression of tcpdump instead of a test: `src host
 * 10.0.0.1`. True when it does. */
static bool fail_habit(struct parser *parser)
{
    const struct filter_token *token = parser_token(parser);
    struct strbuf hint = {0};
    bool found = put_habit(parser, &hint, true);
    if (found)
        parser_fail(parser, token->start, "'%.*s' is compared with an address: try '%.*s'",
                    filter_shown(token->word), token->word.data, (int)hint.length, hint.data);
    strbuf_free(&hint);
    return found;
}

static bool fail_operator(struct parser *parser, const struct filter_field *field)
{
    struct strbuf operators = {0};
    const struct filter_token *token = parser_token(parser);
    filter_kind_put_operators(field->kind, &operators);
    parser_fail(parser, token->start, "'%s' is not compared with '%s': right are %.*s", field->name,
                filter_operator_text(token->comparison), (int)operators.length, operators.data);
    strbuf_free(&operators);
    return false;
}

/* Reads an operator. A missing one means "equal". */
static bool parse_operator(struct parser *parser, struct filter_test *test)
{
    parser_read_sign(parser);
    test->comparison = FILTER_EQUAL;
    if (parser_token(parser)->kind != TOKEN_OPERATOR)
        return true;
    test->comparison = parser_token(parser)->comparison;
    if (!filter_kind_allows(test->field.kind, test->comparison))
        return fail_operator(parser, &test->field);
    filter_lexer_next(&parser->lexer);
    return true;
}

/* Fails because the value is missing. */
static bool fail_missing_value(struct parser *parser, const struct filter_test *test)
{
    struct filter_token token = *parser_token(parser);
    filter_token_read_sign(&token);
    if (token.kind == TOKEN_OPERATOR)
        return parser_fail(parser, token.start, "a value belongs here, and '%s' is an operator",
                           filter_operator_text(token.comparison));
    struct strbuf right = {0};
    filter_put_values(&test->field, &right);
    parser_fail(parser, token.start, "a value is missing for '%s': right is %.*s", test->field.name,
                (int)right.length, right.data);
    strbuf_free(&right);
    return false;
}

bool parser_read_value(struct parser *parser, struct filter_test *test)
{
    const struct filter_token *token = parser_token(parser);
    struct error reason = {0};
    if (token->kind == TOKEN_UNCLOSED)
        return parser_fail_unclosed(parser);
    if (token->kind != TOKEN_WORD)
        return fail_missing_value(parser, test);
    const struct filter_operand operand = {token->word, &parser->names, &reason};
    bool is_pair = !token->quoted && filter_pair_read(test, token->word);
    if (!is_pair && !test->field.kind->read(test, &operand)) {
        parser_fail(parser, token->start, "%s", error_message(&reason));
        error_clear(&reason);
        return false;
    }
    parser->filter->split |= test->host.split;
    parser->value = *token;
    parser->column = test->field.column;
    filter_lexer_next(&parser->lexer);
    return true;
}

/* Names of hosts are needed only for ends that are compared as text. */
static unsigned needs_of(const struct filter_test *test)
{
    if (filter_is_kind(&test->field, FILTER_ENDPOINT) && !filter_is_glob(test))
        return 0;
    return test->field.column->needs | (test->other != NULL ? test->other->needs : 0);
}

static bool parse_alone(struct parser *parser, const struct filter_field *field)
{
    parser_read_sign(parser);
    return parser_token(parser)->kind != TOKEN_OPERATOR ||
           parser_fail(parser, parser_token(parser)->start, "'%s' takes no operator and no value",
                       field->name);
}

/* Finds the field that a word names. Most words of a long expression repeat the one before. */
static bool find_field(struct parser *parser, struct slice word)
{
    bool same = word.length == parser->field_word.length && word.length > 0 &&
                memcmp(word.data, parser->field_word.data, word.length) == 0;
    if (!same && !filter_field_find(word, &parser->field))
        return false;
    parser->field_word = word;
    return true;
}

/* Reads a field. False when the token is none. */
static bool parse_field(struct parser *parser, struct filter_field *field)
{
    if (!find_field(parser, parser_token(parser)->word))
        return fail_unknown_field(parser);
    *field = parser->field;
    if (filter_is_kind(field, FILTER_ENDPOINT) && fail_habit(parser))
        return false;
    filter_lexer_next(&parser->lexer);
    return true;
}

bool parser_read_test(struct parser *parser, struct filter_node *node)
{
    struct filter_test *test = parser_allocate(parser, sizeof(*test));
    if (test == NULL)
        return false;
    *test = (struct filter_test){.host.family = parser->family};
    node->test = test;
    if (!parse_field(parser, &test->field))
        return false;
    if (test->field.kind->operators == 0)
        return parse_alone(parser, &test->field);
    if (!parse_operator(parser, test) || !parser_read_value(parser, test))
        return false;
    test->needs = needs_of(test);
    return true;
}

/* Makes the test `sport = :PORT` or `dport = :PORT` from the token `:PORT`. */
static struct filter_node *parse_port_of(struct parser *parser, const char *field)
{
    struct filter_node *node = parser_allocate(parser, sizeof(*node));
    struct filter_test *test = node == NULL ? NULL : parser_allocate(parser, sizeof(*test));
    if (test == NULL)
        return NULL;
    *test = (struct filter_test){0};
    *node = (struct filter_node){.test = test};
    filter_field_find(slice_of(field), &test->field);
    test->needs = needs_of(test);
    return parser_read_value(parser, test) ? node : NULL;
}

bool parser_read_port(struct parser *parser, struct filter_node *node)
{
    struct filter_lexer before = parser->lexer;
    node->first = parse_port_of(parser, "sport");
    if (node->first == NULL)
        return false;
    parser->lexer = before;
    struct filter_node *other = node->first->next = parse_port_of(parser, "dport");
    if (other != NULL)
        other->connective = FILTER_OR;
    return other != NULL;
}
