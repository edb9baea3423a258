/* SPDX-License-Identifier: MIT */
#include "filter/next.h"

#include "filter/kinds.h"
#include "filter/lexer.h"

/* Where a reader of the expression stands. */
enum place { PLACE_TEST, PLACE_OPERATOR, PLACE_VALUE, PLACE_CONNECTIVE, PLACE_FAULT };

struct walker {
    struct filter_lexer lexer;
    enum place place;
    size_t nesting;
    struct filter_field field; /* that was read last */
};

static bool is_exclude(const struct filter_token *token)
{
    return filter_token_is(token, "exclude") || filter_token_is(token, "excl");
}

/* A word that is no field is left to the parser: it may be a test in short. */
static enum place read_field(struct walker *walker, const struct filter_token *token)
{
    if (is_exclude(token)) {
        filter_field_find(slice_of("state"), &walker->field);
        return PLACE_VALUE;
    }
    if (!filter_field_find(token->word, &walker->field))
        return PLACE_CONNECTIVE;
    return walker->field.kind->operators == 0 ? PLACE_CONNECTIVE : PLACE_OPERATOR;
}

static enum place read_test(struct walker *walker, const struct filter_token *token)
{
    switch (token->kind) {
    case TOKEN_NOT:
        return PLACE_TEST;
    case TOKEN_OPEN:
        walker->nesting++;
        return PLACE_TEST;
    case TOKEN_WORD:
        return read_field(walker, token);
    default:
        return PLACE_FAULT;
    }
}

static enum place read_connective(struct walker *walker, const struct filter_token *token)
{
    if (token->kind == TOKEN_AND || token->kind == TOKEN_OR)
        return PLACE_TEST;
    if (token->kind != TOKEN_CLOSE)
        return read_test(walker, token);
    if (walker->nesting == 0)
        return PLACE_FAULT;
    walker->nesting--;
    return PLACE_CONNECTIVE;
}

/* Where the reader stands after the token. */
static enum place read_token(struct walker *walker, struct filter_token token)
{
    if (walker->place != PLACE_VALUE)
        filter_token_read_sign(&token);
    switch (walker->place) {
    case PLACE_TEST:
        return read_test(walker, &token);
    case PLACE_OPERATOR:
        if (token.kind == TOKEN_OPERATOR)
            return PLACE_VALUE;
        return token.kind == TOKEN_WORD ? PLACE_CONNECTIVE : PLACE_FAULT;
    case PLACE_VALUE:
        return token.kind == TOKEN_WORD ? PLACE_CONNECTIVE : PLACE_FAULT;
    case PLACE_CONNECTIVE:
        return read_connective(walker, &token);
    case PLACE_FAULT:
        break;
    }
    return PLACE_FAULT;
}

/* Whether the text ends inside this token. A word with both quotation marks is complete. So is a
 * sign, except `!`, which can begin `!=`. */
static bool is_unfinished(const struct walker *walker)
{
    const struct filter_token *token = &walker->lexer.token;
    if (token->kind == TOKEN_UNCLOSED)
        return true;
    bool is_open = token->kind == TOKEN_WORD && !token->quoted;
    bool is_part = token->kind == TOKEN_NOT && walker->place == PLACE_OPERATOR;
    return (is_open || is_part) && token->end == walker->lexer.text.length;
}

static struct filter_next describe(const struct walker *walker)
{
    enum place place = walker->place;
    struct filter_next next = {
        .test = place == PLACE_TEST || place == PLACE_CONNECTIVE,
        .operators = place == PLACE_OPERATOR,
        .value = place == PLACE_OPERATOR || place == PLACE_VALUE,
        .connectives = place == PLACE_CONNECTIVE,
        .close = place == PLACE_CONNECTIVE && walker->nesting > 0,
        .start = walker->lexer.text.length,
    };
    if (next.value) {
        next.field = walker->field.name;
        next.column = walker->field.column->name;
        next.values = walker->field.kind->words;
    }
    return next;
}

struct filter_next filter_find_next(struct slice text)
{
    struct walker walker = {.lexer = {.text = text}};
    for (;;) {
        filter_lexer_next(&walker.lexer);
        const struct filter_token *token = &walker.lexer.token;
        bool is_broken = is_unfinished(&walker);
        if (is_broken || token->kind == TOKEN_END || walker.place == PLACE_FAULT) {
            struct filter_next next = describe(&walker);
            if (is_broken) {
                next.start = token->start;
                next.marked = token->kind == TOKEN_UNCLOSED;
                next.typed = token->kind == TOKEN_NOT ? slice_of("!") : token->word;
            }
            return next;
        }
        walker.place = read_token(&walker, *token);
        /* Nothing follows a quoted word or a bracket, not even a blank: no word can begin here. */
        if (token->quoted && token->end == text.length)
            walker.place = PLACE_FAULT;
    }
}

static bool is_one_word(struct slice text)
{
    struct filter_lexer lexer = {.text = text};
    filter_lexer_next(&lexer);
    bool is_plain = lexer.token.kind == TOKEN_WORD && !lexer.token.quoted &&
                    lexer.token.start == 0 && lexer.token.end == text.length;
    filter_token_read_sign(&lexer.token);
    return is_plain && lexer.token.kind == TOKEN_WORD;
}

bool filter_put_value(struct strbuf *buffer, struct slice text)
{
    bool is_plain = is_one_word(text);
    char mark = text.length > 0 && memchr(text.data, '"', text.length) != NULL ? '\'' : '"';
    if (!is_plain && text.length > 0 && memchr(text.data, mark, text.length) != NULL)
        return false;
    if (!is_plain)
        strbuf_put_char(buffer, mark);
    strbuf_put(buffer, text.data, text.length);
    if (!is_plain)
        strbuf_put_char(buffer, mark);
    return true;
}
