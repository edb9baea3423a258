/* SPDX-License-Identifier: MIT */
#include "util/habit.h"

#include <ctype.h>
#include <string.h>

static size_t word_length(struct slice text, size_t start)
{
    size_t at = start;
    while (at < text.length && text.data[at] != ' ')
        at++;
    return at - start;
}

static size_t number_length(struct slice text, size_t start)
{
    size_t at = start;
    while (at < text.length && isdigit((unsigned char)text.data[at]))
        at++;
    return at - start;
}

bool habit_matches(const struct habit *habit, struct slice text, struct slice *rest)
{
    size_t at = 0;
    *rest = (struct slice){0};
    for (const char *typed = habit->typed; *typed != '\0'; typed++) {
        if (*typed == '@' || *typed == '#') {
            size_t length = *typed == '@' ? word_length(text, at) : number_length(text, at);
            if (length == 0)
                return false;
            *rest = (struct slice){text.data + at, length};
            at += length;
        } else if (at == text.length ||
                   tolower((unsigned char)text.data[at++]) != tolower((unsigned char)*typed)) {
            return false;
        }
    }
    return word_length(text, at) == 0;
}

/* Longer words do not fit into a message. */
enum { PLAIN_MOST = 100 };

bool habit_is_plain(struct slice word)
{
    for (size_t i = 0; i < word.length; i++) {
        unsigned char character = (unsigned char)word.data[i];
        if (character == '\0' || character > 127 ||
            (!isalnum(character) && strchr("._:/@%+,-", character) == NULL))
            return false;
    }
    return word.length > 0 && word.length <= PLAIN_MOST && word.data[0] != '-';
}

void habit_put_command(struct strbuf *buffer, const char *command, struct slice word)
{
    for (; *command != '\0'; command++) {
        if (*command == '@')
            strbuf_put(buffer, word.data, word.length);
        else
            strbuf_put_char(buffer, *command);
    }
}
