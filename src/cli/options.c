/* SPDX-License-Identifier: MIT */
#include "cli/options.h"

#include <getopt.h>
#include <stdlib.h>

#include "cli/complete.h"
#include "cli/dialect.h"
#include "cli/filter_words.h"
#include "cli/loose_argument.h"
#include "cli/split_list.h"
#include "cli/unknown_option.h"

/* getopt_long's own tables, made from rows of options. `val` of a long option is the place of its
 * row plus this, so that it cannot be taken for a short name. */
enum { LONG_BASE = 1000 };

struct getopt_tables {
    struct option_list rows;
    char *short_options;
    struct option *long_options;
};

static void free_tables(struct getopt_tables *tables)
{
    free(tables->short_options);
    free(tables->long_options);
}

static void add_long(struct getopt_tables *tables, struct option **next, const char *name,
                     size_t place)
{
    const struct option_row *row = &tables->rows.items[place];
    int has_argument = row->argument == ARGUMENT_NONE     ? no_argument
                       : option_argument_is_optional(row) ? optional_argument
                                                          : required_argument;
    *(*next)++ = (struct option){name, has_argument, NULL, LONG_BASE + (int)place};
}

/* How many long names the options have. */
static size_t count_names(const struct option_list *rows)
{
    size_t count = 0;
    for (size_t i = 0; i < rows->count; i++) {
        count += rows->items[i].name != NULL;
        for (size_t j = 0; j < 3 && rows->items[i].aliases[j] != NULL; j++)
            count++;
    }
    return count;
}

static void add_row(struct getopt_tables *tables, struct option **next, size_t place)
{
    const struct option_row *row = &tables->rows.items[place];
    if (row->name != NULL)
        add_long(tables, next, row->name, place);
    for (size_t j = 0; j < 3 && row->aliases[j] != NULL; j++)
        add_long(tables, next, row->aliases[j], place);
}

static bool make_tables(struct getopt_tables *tables)
{
    /* Two characters for each short option. With ':' in front, getopt tells a missing argument from
     * an unknown option. */
    const struct option_list *rows = &tables->rows;
    char *letter = tables->short_options = calloc(rows->count * 2 + 2, 1);
    struct option *next = tables->long_options =
        calloc(count_names(rows) + 1, sizeof(*tables->long_options));
    if (letter == NULL || next == NULL)
        return false;
    *letter++ = ':';
    for (size_t i = 0; i < rows->count; i++) {
        const struct option_row *row = &rows->items[i];
        if (row->short_name != 0)
            *letter++ = row->short_name;
        if (row->short_name != 0 && row->argument != ARGUMENT_NONE &&
            !option_argument_is_optional(row))
            *letter++ = ':';
        add_row(tables, &next, i);
    }
    return true;
}

/* The row that getopt answered with: its letter, or its place. */
static const struct option_row *find_row(const struct option_list *rows, int code)
{
    size_t row = 0;
    if (code >= LONG_BASE)
        return &rows->items[code - LONG_BASE];
    while (row + 1 < rows->count && rows->items[row].short_name != code)
        row++;
    return &rows->items[row];
}

static bool missing_argument(const struct option_list *rows, struct error *error)
{
    const struct option_row *row = find_row(rows, optopt);
    if (row->name == NULL)
        return error_set(error, 0, "option '-%c' needs an argument: %s", row->short_name,
                         row->argument_name);
    return error_set(error, 0, "option '--%s' needs an argument: %s", row->name,
                     row->argument_name);
}

/* `optopt` is the letter of an unknown short option, 0 for an unknown or ambiguous long one, and
 * its `val` for one that was given an argument that it does not take. */
static bool fail_option(const struct options *options, const struct option_list *rows,
                        const struct option_words *words, struct error *error)
{
    if (optopt >= LONG_BASE)
        return (options->dialect != NULL || option_check_word(words, NULL, error)) &&
               error_set(error, 0, "option '--%s' takes no argument", find_row(rows, optopt)->name);
    if (options->dialect != NULL && optopt != 0)
        return error_set(error, 0, "unknown option '-%c'", optopt);
    if (options->dialect != NULL)
        return error_set(error, 0, "unknown or ambiguous option '%s'",
                         words->words[words->next - 1]);
    return optopt == 0 ? option_fail_word(words, error) : option_fail_letter(words, optopt, error);
}

/* What only the options of sockview itself know: words that other programs take. */
static bool check_habits(const struct option_words *words, int code, const struct option_row *row,
                         struct error *error)
{
    return (code >= LONG_BASE ? option_check_word(words, optarg, error)
                              : option_check_letter(words, code, error)) &&
           loose_argument_check(words, row, optarg, error);
}

static bool apply_option(struct options *options, const struct option_list *rows, int code,
                         const struct option_words *words, struct error *error)
{
    if (code == '?')
        return fail_option(options, rows, words, error);
    if (code == ':')
        return missing_argument(rows, error);
    const struct option_row *row = find_row(rows, code);
    if (options->dialect == NULL && !check_habits(words, code, row, error))
        return false;
    options->asks |= row->asks;
    if (options->dialect == NULL)
        split_list_remember(options, row, optarg);
    return row->apply(options, row, optarg == NULL ? row->implied : optarg, error);
}

/* ss and netstat print help or the version at once, whatever follows. */
static bool is_answered(const struct options *options)
{
    return options->dialect != NULL &&
           (options->action == ACTION_HELP || options->action == ACTION_VERSION);
}

static bool read_options(struct options *options, struct getopt_tables *tables, int argc,
                         char **argv, struct error *error)
{
    bool good = make_tables(tables) || error_set(error, 0, "out of memory");
    opterr = 0;
    optind = 0; /* start anew: glibc resets its state for 0 */
    while (good && !is_answered(options)) {
        int code = getopt_long(argc, argv, tables->short_options, tables->long_options, NULL);
        if (code == -1)
            break;
        const struct option_words words = {argv, argc, optind};
        good = apply_option(options, &tables->rows, code, &words, error);
    }
    return good;
}

static bool read_filter(struct options *options, struct error *error)
{
    if (options->dialect != NULL && !options->dialect->takes_filter)
        return true; /* netstat ignores words */
    if (options->dialect != NULL && options->dialect->choose != NULL)
        options->dialect->choose(options);
    options->filter_failed =
        !filter_words_read(options, (int)options->word_count, options->words, error);
    return !options->filter_failed;
}

static bool read_arguments(struct options *options, int argc, char **argv, struct error *error)
{
    struct getopt_tables tables = {.rows = {option_rows, option_rows_count}};
    struct option_row *own = NULL;
    if (options->dialect != NULL) {
        own = dialect_rows(options->dialect, &tables.rows);
        if (own == NULL)
            return error_set(error, 0, "out of memory");
    }
    bool good = read_options(options, &tables, argc, argv, error);
    free_tables(&tables);
    free(own);
    options->words = argv + optind;
    options->word_count = (size_t)(argc - optind);
    if (!good || options->action == ACTION_COMPLETE || is_answered(options))
        return good;
    return read_filter(options, error);
}

bool options_parse(struct options *options, int argc, char **argv, struct error *error)
{
    int skipped = 0;
    if (!dialect_choose(&options->dialect, argc, argv, &skipped, error))
        return false;
    options->is_empty = argc == 1 && options->dialect == NULL;
    return read_arguments(options, argc - skipped, argv + skipped, error) &&
           (options->action == ACTION_COMPLETE || is_answered(options) ||
            options_complete(options, error));
}

void options_free(struct options *options)
{
    query_free(&options->query);
}
