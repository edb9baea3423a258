/* SPDX-License-Identifier: MIT */
#include "cli/split_list.h"

#include "util/habit.h"
#include "util/nearest.h"

static bool takes_list(const struct option_row *row)
{
    return row->argument == ARGUMENT_KINDS || row->argument == ARGUMENT_STATES ||
           row->argument == ARGUMENT_COLUMNS || row->argument == ARGUMENT_SORT ||
           row->argument == ARGUMENT_FIELDS || row->argument == ARGUMENT_TOTALS;
}

void split_list_remember(struct options *options, const struct option_row *row,
                         const char *argument)
{
    if (argument == NULL || !takes_list(row))
        return;
    options->list_row = row;
    options->list = argument;
}

static bool is_word(const struct option_row *row, struct slice text)
{
    const char *help, *word;
    for (size_t i = 0; (word = option_argument_word(row->argument, i, &help)) != NULL; i++) {
        if (nearest_same(text, word))
            return true;
    }
    return false;
}

static void put_option(struct strbuf *text, const struct option_row *row)
{
    strbuf_put_string(text, row->short_name != 0 ? "-" : "--");
    if (row->short_name != 0)
        strbuf_put_char(text, row->short_name);
    else
        strbuf_put_string(text, row->name);
}

bool split_list_check(const struct options *options, int count, char **words, struct error *error)
{
    const struct option_row *row = options->list_row;
    if (row == NULL || count == 0 || !habit_is_plain(slice_of(options->list)))
        return true;
    struct strbuf command = {0};
    put_option(&command, row);
    strbuf_put_char(&command, ' ');
    strbuf_put_string(&command, options->list);
    bool all = true;
    for (int i = 0; i < count && all; i++) {
        all = is_word(row, slice_of(words[i]));
        strbuf_put_char(&command, ',');
        strbuf_put_string(&command, words[i]);
    }
    if (all)
        error_set(error, 0, "'%s' is no filter: a list has commas: try 'sockview %.*s'", words[0],
                  (int)command.length, command.data);
    strbuf_free(&command);
    return !all;
}
