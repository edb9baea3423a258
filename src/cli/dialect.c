/* SPDX-License-Identifier: MIT */
#include "cli/dialect.h"

#include <stdlib.h>
#include <string.h>

static const struct dialect *const dialects[] = {&dialect_ss, &dialect_netstat};
enum { DIALECTS = sizeof(dialects) / sizeof(dialects[0]) };

static const struct dialect *find_dialect(const char *name)
{
    for (size_t i = 0; i < DIALECTS; i++) {
        if (strcmp(name, dialects[i]->name) == 0)
            return dialects[i];
    }
    return NULL;
}

static const char *base_name(const char *path)
{
    const char *slash = strrchr(path, '/');
    return slash == NULL ? path : slash + 1;
}

static bool fail_name(const char *name, struct error *error)
{
    return error_set(error, 0, "--as: '%s' is none of: ss, netstat", name);
}

bool dialect_choose(const struct dialect **dialect, int argc, char **argv, int *skipped,
                    struct error *error)
{
    static const char option[] = "--as=";
    *skipped = 0;
    if (argc > 1 && strncmp(argv[1], option, sizeof(option) - 1) == 0) {
        const char *name = argv[1] + sizeof(option) - 1;
        *dialect = find_dialect(name);
        *skipped = 1;
        return *dialect != NULL || fail_name(name, error);
    }
    *dialect = argc > 0 ? find_dialect(base_name(argv[0])) : NULL;
    return true;
}

static const struct option_row *find_row(const char *name)
{
    for (size_t i = 0; i < option_rows_count; i++) {
        if (strcmp(option_rows[i].name, name) == 0)
            return &option_rows[i];
    }
    return NULL;
}

static struct option_row make_row(const struct dialect_word *word)
{
    const struct option_row *meant = find_row(word->row);
    struct option_row row = {0};
    if (meant != NULL) /* tests look for a word without a row */
        row = *meant;
    row.short_name = word->letter;
    row.name = word->name;
    row.common = row.common && word->letter != 0;
    memset(row.aliases, 0, sizeof(row.aliases));
    if (word->argument != NULL)
        row.implied = word->argument;
    if (word->apply != NULL)
        row.apply = word->apply;
    if (word->apply == dialect_refuse)
        row.argument = ARGUMENT_NONE;
    if (word->help != NULL)
        row.help = word->help;
    if (word->argument_name != NULL)
        row.argument_name = word->argument_name;
    if (row.argument == ARGUMENT_SECONDS)
        row.argument = ARGUMENT_NONE; /* ss and netstat know no argument of -c */
    return row;
}

struct option_row *dialect_rows(const struct dialect *dialect, struct option_list *list)
{
    struct option_row *rows = calloc(dialect->word_count, sizeof(*rows));
    if (rows == NULL)
        return NULL;
    for (size_t i = 0; i < dialect->word_count; i++)
        rows[i] = make_row(&dialect->words[i]);
    *list = (struct option_list){rows, dialect->word_count};
    return rows;
}

const char *dialect_find_list(const struct dialect *dialect, enum option_argument argument)
{
    for (size_t i = 0; i < dialect->list_count; i++) {
        if (dialect->lists[i].argument == argument)
            return dialect->lists[i].words;
    }
    return NULL;
}

/* What an argument is chosen from, in the form that readers of the help of ss search for. */
static void put_list(struct strbuf *text, const struct dialect *dialect,
                     const struct option_row *row)
{
    const char *words = dialect_find_list(dialect, row->argument);
    if (row->argument == ARGUMENT_NONE || row->short_name == 0 || words == NULL)
        return;
    strbuf_put_string(text, "        ");
    strbuf_put_string(text, row->argument_name);
    strbuf_put_string(text, " := {");
    strbuf_put_string(text, words);
    strbuf_put_string(text, row->argument == ARGUMENT_KINDS ? "}[," : "}");
    strbuf_put_string(text, row->argument == ARGUMENT_KINDS ? row->argument_name : "");
    strbuf_put_string(text, row->argument == ARGUMENT_KINDS ? "]\n" : "\n");
}

static void put_word_help(struct strbuf *text, const struct option_row *row)
{
    size_t start = text->length;
    strbuf_put_string(text, "  ");
    if (row->short_name != 0)
        strbuf_put(text, (const char[]){'-', row->short_name}, 2);
    if (row->name != NULL) {
        strbuf_put_string(text, row->short_name != 0 ? ", --" : "    --");
        strbuf_put_string(text, row->name);
    }
    if (row->argument != ARGUMENT_NONE) {
        strbuf_put_char(text, row->name != NULL ? '=' : ' ');
        strbuf_put_string(text, row->argument_name);
    }
    size_t width = text->length - start;
    strbuf_pad(text, width < 28 ? 28 - width : 2);
    strbuf_put(text, row->help, option_brief_length(row));
    strbuf_put_char(text, '\n');
}

void dialect_put_help(struct strbuf *text, const struct dialect *dialect)
{
    strbuf_put_string(text, dialect->usage);
    strbuf_put_string(text, "\n\n");
    for (size_t i = 0; i < dialect->word_count; i++) {
        const struct option_row row = make_row(&dialect->words[i]);
        if (row.hidden)
            continue;
        put_word_help(text, &row);
        put_list(text, dialect, &row);
    }
    strbuf_put_string(text, "\nThis is sockview in the manner of ");
    strbuf_put_string(text, dialect->name);
    strbuf_put_string(text, ": see sockview(8), COMPATIBILITY.\n");
}

int dialect_status(const struct options *options, int usual)
{
    if (options->dialect == NULL)
        return usual;
    if (options->refused)
        return 1;
    return options->filter_failed ? options->dialect->filter_status
                                  : options->dialect->usage_status;
}
