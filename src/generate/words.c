/* SPDX-License-Identifier: MIT */
#include <stdio.h>
#include <string.h>

#include "column/columns.h"
#include "generate/parts.h"

enum { PROSE_WIDTH = 76 };

void generate_put_words(enum option_argument argument, const char *separator)
{
    const char *help, *word;
    for (size_t i = 0; (word = option_argument_word(argument, i, &help)) != NULL; i++)
        printf("%s%s", i == 0 ? "" : separator, word);
}

bool generate_has_operator(const char *field, const char *sign)
{
    struct strbuf text = {0};
    filter_put_operators(slice_of(field), &text);
    strbuf_put_char(&text, '\0');
    bool found = !text.failed && strstr(text.data, sign) != NULL;
    strbuf_free(&text);
    return found;
}

void generate_put_fields(void)
{
    const char *help, *word;
    for (size_t i = 0; (word = filter_field_word(i, &help)) != NULL; i++)
        printf(" %s", word);
    for (size_t i = 0; i < columns_count(); i++) {
        word = column_at(i)->name;
        if (strcmp(word, "state") != 0 && strcmp(word, "cgroup") != 0)
            printf(" %s", word);
    }
}

/* roff reads a line that begins with one of these as a request, not as text. */
static bool is_control(char character)
{
    return character == '.' || character == '\'';
}

void generate_put_prose(const char *text)
{
    while (strlen(text) > PROSE_WIDTH) {
        size_t length = PROSE_WIDTH;
        while (length > 0 && text[length] != ' ')
            length--;
        if (length == 0)
            break;
        printf("%s%.*s\n", is_control(*text) ? "\\&" : "", (int)length, text);
        text += length + 1;
    }
    printf("%s%s.\n", is_control(*text) ? "\\&" : "", text);
}
