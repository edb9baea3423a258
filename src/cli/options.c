/* SPDX-License-Identifier: MIT */
#include "cli/options.h"

#include <getopt.h>
#include <stdlib.h>

#include "cli/complete.h"
#include "cli/filter_words.h"
#include "cli/loose_argument.h"
#include "cli/split_list.h"
#include "cli/unknown_option.h"

/* getopt_long's own tables, made from option_rows. `val` of a long option is the place of its row
 * plus this, so that it cannot be taken for a short name. */
enum { LONG_BASE = 1000 };

struct getopt_tables {
    char *short_options;
    struct option *long_options;
};

static void free_tables(struct getopt_tables *tables)
{
    free(tables->short_options);
    free(tables->long_options);
}

static void add_long(struct option **next, const char *name, size_t row)
{
    int has_argument = option_rows[row].argument == ARGUMENT_NONE       ? no_argument
                       : option_argument_is_optional(&option_rows[row]) ? optional_argument
                                                                        : required_argument;
    *(*next)++ = (struct option){name, has_argument, NULL, LONG_BASE + (int)row};
}

/* How many long names the options have. */
static size_t count_names(void)
{
    size_t count = 0;
    for (size_t i = 0; i < option_rows_count; i++) {
        count++;
        for (size_t j = 0; j < 3 && option_rows[i].aliases[j] != NULL; j++)
            count++;
    }
    return count;
}

static bool make_tables(struct getopt_tables *tables)
{
    /* Two characters for each short option. With ':' in front, getopt tells a missing argument from
     * an unknown option. */
    char *letter = tables->short_options = calloc(option_rows_count * 2 + 2, 1);
    struct option *next = tables->long_options =
        calloc(count_names() + 1, sizeof(*tables->long_options));
    if (letter == NULL || next == NULL)
        return false;
    *letter++ = ':';
    for (size_t i = 0; i < option_rows_count; i++) {
        const struct option_row *row = &option_rows[i];
        if (row->short_name != 0)
            *letter++ = row->short_name;
        if (row->short_name != 0 && row->argument != ARGUMENT_NONE &&
            !option_argument_is_optional(row))
            *letter++ = ':';
        add_long(&next, row->name, i);
        for (size_t j = 0; j < 3 && row->aliases[j] != NULL; j++)
            add_long(&next, row->aliases[j], i);
    }
    return true;
}

/* The row that getopt answered with: its letter, or its place. */
static const struct option_row *find_row(int code)
{
    size_t row = 0;
    if (code >= LONG_BASE)
        return &option_rows[code - LONG_BASE];
    while (row + 1 < option_rows_count && option_rows[row].short_name != code)
        row++;
    return &option_rows[row];
}

static bool missing_argument(struct error *error)
{
    const struct option_row *row = find_row(optopt);
    return error_set(error, 0, "option '--%s' needs an argument: %s", row->name,
                     row->argument_name);
}

/* `optopt` is the letter of an unknown short option, 0 for an unknown or ambiguous long one, and
 * its `val` for one that was given an argument that it does not take. */
static bool fail_option(const struct option_words *words, struct error *error)
{
    if (optopt >= LONG_BASE)
        return option_check_word(words, NULL, error) &&
               error_set(error, 0, "option '--%s' takes no argument", find_row(optopt)->name);
    return optopt == 0 ? option_fail_word(words, error) : option_fail_letter(words, optopt, error);
}

static bool apply_option(struct options *options, int code, const struct option_words *words,
                         struct error *error)
{
    if (code == '?')
        return fail_option(words, error);
    if (code == ':')
        return missing_argument(error);
    if (!(code >= LONG_BASE ? option_check_word(words, optarg, error)
                            : option_check_letter(words, code, error)))
        return false;
    const struct option_row *row = find_row(code);
    if (!loose_argument_check(words, row, optarg, error))
        return false;
    options->asks |= row->asks;
    split_list_remember(options, row, optarg);
    return row->apply(options, row, optarg == NULL ? row->implied : optarg, error);
}

static bool read_arguments(struct options *options, int argc, char **argv, struct error *error)
{
    struct getopt_tables tables = {0};
    bool good = make_tables(&tables) || error_set(error, 0, "out of memory");
    opterr = 0;
    optind = 0; /* start anew: glibc resets its state for 0 */
    while (good) {
        int code = getopt_long(argc, argv, tables.short_options, tables.long_options, NULL);
        if (code == -1)
            break;
        const struct option_words words = {argv, argc, optind};
        good = apply_option(options, code, &words, error);
    }
    free_tables(&tables);
    options->words = argv + optind;
    options->word_count = (size_t)(argc - optind);
    if (!good || options->action == ACTION_COMPLETE)
        return good;
    return filter_words_read(options, argc - optind, argv + optind, error);
}

bool options_parse(struct options *options, int argc, char **argv, struct error *error)
{
    return read_arguments(options, argc, argv, error) &&
           (options->action == ACTION_COMPLETE || options_complete(options, error));
}

void options_free(struct options *options)
{
    query_free(&options->query);
}
