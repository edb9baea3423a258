/* SPDX-License-Identifier: MIT */
#include "filter/lexer.h"

#include <string.h>
#include <strings.h>

#include "util/escape.h"
#include "util/utf8.h"

/* Bytes of a line that are shown before and after a place. */
enum { BEFORE_MOST = 50, AFTER_MOST = 50 };

/* Signs. Longer ones come first, because the first that fits is taken. */
static const struct {
    const char *text;
    enum filter_token_kind kind;
    enum filter_operator comparison;
} signs[] = {
    {"&&", TOKEN_AND, 0},
    {"||", TOKEN_OR, 0},
    {"==", TOKEN_OPERATOR, FILTER_EQUAL},
    {"!=", TOKEN_OPERATOR, FILTER_DIFFERENT},
    {"!~", TOKEN_OPERATOR, FILTER_UNLIKE},
    {"<=", TOKEN_OPERATOR, FILTER_LESS_EQUAL},
    {">=", TOKEN_OPERATOR, FILTER_GREATER_EQUAL},
    {"&", TOKEN_AND, 0},
    {"|", TOKEN_OR, 0},
    {"!", TOKEN_NOT, 0},
    {"=", TOKEN_OPERATOR, FILTER_EQUAL},
    {"<", TOKEN_OPERATOR, FILTER_LESS},
    {">", TOKEN_OPERATOR, FILTER_GREATER},
    {"~", TOKEN_OPERATOR, FILTER_LIKE},
    {"(", TOKEN_OPEN, 0},
    {")", TOKEN_CLOSE, 0},
};

/* Words with the meaning of a sign. */
static const struct {
    const char *word;
    enum filter_token_kind kind;
    enum filter_operator comparison;
} words[] = {
    {"and", TOKEN_AND, 0},
    {"or", TOKEN_OR, 0},
    {"not", TOKEN_NOT, 0},
    {"eq", TOKEN_OPERATOR, FILTER_EQUAL},
    {"ne", TOKEN_OPERATOR, FILTER_DIFFERENT},
    {"neq", TOKEN_OPERATOR, FILTER_DIFFERENT},
    {"lt", TOKEN_OPERATOR, FILTER_LESS},
    {"le", TOKEN_OPERATOR, FILTER_LESS_EQUAL},
    {"leq", TOKEN_OPERATOR, FILTER_LESS_EQUAL},
    {"gt", TOKEN_OPERATOR, FILTER_GREATER},
    {"ge", TOKEN_OPERATOR, FILTER_GREATER_EQUAL},
    {"geq", TOKEN_OPERATOR, FILTER_GREATER_EQUAL},
};

static bool is_blank(char character)
{
    return character == ' ' || (character >= '\t' && character <= '\r');
}

static bool begins_with(const struct filter_lexer *lexer, const char *text)
{
    size_t length = strlen(text), left = lexer->text.length - lexer->at;
    return left >= length && memcmp(lexer->text.data + lexer->at, text, length) == 0;
}

static bool read_sign(struct filter_lexer *lexer)
{
    for (size_t i = 0; i < sizeof(signs) / sizeof(signs[0]); i++) {
        if (!begins_with(lexer, signs[i].text))
            continue;
        lexer->token.kind = signs[i].kind;
        lexer->token.comparison = signs[i].comparison;
        lexer->at += strlen(signs[i].text);
        return true;
    }
    return false;
}

static void read_quoted(struct filter_lexer *lexer)
{
    const char *start = lexer->text.data + lexer->at + 1;
    size_t left = lexer->text.length - lexer->at - 1;
    const char *end = memchr(start, start[-1], left);
    lexer->token.quoted = true;
    lexer->token.kind = end == NULL ? TOKEN_UNCLOSED : TOKEN_WORD;
    lexer->token.word = (struct slice){start, end == NULL ? left : (size_t)(end - start)};
    lexer->at += lexer->token.word.length + (end == NULL ? 1 : 2);
}

/* A `!` is part of a word (as in the glob `[!a]`) unless it begins an operator. */
static bool ends_word(const struct filter_lexer *lexer)
{
    char character = lexer->text.data[lexer->at];
    if (character == '!')
        return begins_with(lexer, "!=") || begins_with(lexer, "!~");
    return is_blank(character) || (character != '\0' && strchr("()&|=<>~\"'", character) != NULL);
}

static void read_word(struct filter_lexer *lexer)
{
    size_t start = lexer->at;
    while (lexer->at < lexer->text.length && !ends_word(lexer))
        lexer->at++;
    lexer->token.kind = TOKEN_WORD;
    lexer->token.word = (struct slice){lexer->text.data + start, lexer->at - start};
}

void filter_lexer_next(struct filter_lexer *lexer)
{
    while (lexer->at < lexer->text.length && is_blank(lexer->text.data[lexer->at]))
        lexer->at++;
    lexer->token = (struct filter_token){.kind = TOKEN_END, .start = lexer->at};
    if (lexer->at < lexer->text.length && !read_sign(lexer)) {
        char first = lexer->text.data[lexer->at];
        if (first == '"' || first == '\'')
            read_quoted(lexer);
        else
            read_word(lexer);
    }
    lexer->token.end = lexer->at;
}

bool filter_token_is(const struct filter_token *token, const char *word)
{
    return token->kind == TOKEN_WORD && !token->quoted && token->word.length == strlen(word) &&
           strncasecmp(token->word.data, word, token->word.length) == 0;
}

void filter_token_read_sign(struct filter_token *token)
{
    for (size_t i = 0; i < sizeof(words) / sizeof(words[0]); i++) {
        if (!filter_token_is(token, words[i].word))
            continue;
        token->kind = words[i].kind;
        token->comparison = words[i].comparison;
        return;
    }
}

void filter_put_place(struct strbuf *buffer, struct slice text, size_t place)
{
    const char *data = text.data == NULL ? "" : text.data;
    size_t start = place, end = place;
    while (start > 0 && place - start < BEFORE_MOST && data[start - 1] != '\n')
        start--;
    while (end < text.length && end - place < AFTER_MOST && data[end] != '\n')
        end++;
    bool is_whole = start == 0 || data[start - 1] == '\n';
    strbuf_put_string(buffer, "  ");
    size_t before = buffer->length;
    strbuf_put_string(buffer, is_whole ? "" : "...");
    escape_line(buffer, (struct slice){data + start, place - start}, true);
    size_t width = buffer->length - before;
    escape_line(buffer, (struct slice){data + place, end - place}, true);
    if (end < text.length && data[end] != '\n')
        strbuf_put_string(buffer, "...");
    strbuf_put_string(buffer, "\n  ");
    strbuf_pad(buffer, width);
    strbuf_put_string(buffer, "^\n");
}

const char *filter_operator_text(enum filter_operator comparison)
{
    static const char *const texts[] = {
        [FILTER_EQUAL] = "=",       [FILTER_DIFFERENT] = "!=", [FILTER_LESS] = "<",
        [FILTER_LESS_EQUAL] = "<=", [FILTER_GREATER] = ">",    [FILTER_GREATER_EQUAL] = ">=",
        [FILTER_LIKE] = "~",        [FILTER_UNLIKE] = "!~",
    };
    return texts[comparison];
}
