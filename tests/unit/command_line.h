/* SPDX-License-Identifier: MIT */
#ifndef SOCKVIEW_TESTS_UNIT_COMMAND_LINE_H
#define SOCKVIEW_TESTS_UNIT_COMMAND_LINE_H

#include "cli/options.h"
#include "support.h"

/* A command line and the result of parsing it. */
struct command_line {
    char words[16 * 1024]; /* what argv points into */
    char *argv[32];
    int argc;
    struct options options;
    struct error error;
    bool good;
};

/* Parses words that are separated by blanks. */
static inline void command_line_parse(struct command_line *line, const char *words)
{
    *line = (struct command_line){.argc = 0};
    assert_true((size_t)snprintf(line->words, sizeof(line->words), "sockview %s", words) <
                sizeof(line->words));
    for (char *at = line->words; *at != '\0' && line->argc < (int)COUNT_OF(line->argv) - 1;) {
        line->argv[line->argc++] = at;
        at += strcspn(at, " ");
        if (*at != '\0')
            *at++ = '\0';
    }
    line->good = options_parse(&line->options, line->argc, line->argv, &line->error);
}

static inline void command_line_free(struct command_line *line)
{
    options_free(&line->options);
    error_clear(&line->error);
}

/* Parses words that must be accepted. */
static inline struct query *parse_good(struct command_line *line, const char *words)
{
    command_line_parse(line, words);
    if (!line->good)
        fail_msg("'%s': %s", words, error_message(&line->error));
    return &line->options.query;
}

/* Checks that words are refused with a message of one line that contains `what` and `right`. */
static inline void check_refused(const char *words, const char *what, const char *right)
{
    struct command_line line;
    command_line_parse(&line, words);
    if (line.good)
        fail_msg("'%s' is accepted", words);
    const char *message = error_message(&line.error);
    if (strstr(message, what) == NULL || strstr(message, right) == NULL)
        fail_msg("'%s': %s", words, message);
    assert_null(strchr(message, '\n'));
    command_line_free(&line);
}

#endif
