/* SPDX-License-Identifier: MIT */
#include "cli/help.h"

#include <string.h>

#include "cli/options.h"
#include "column/columns.h"

enum { LINE_WIDTH = 79, OPTION_WIDTH = 29, FIELDS_INDENT = 13, EXAMPLE_WIDTH = 40 };

const struct help_example help_examples[] = {
    {"sockview -tulnp", "which programs listen, on which ports"},
    {"sockview -tunp", "connections and their programs"},
    {"sockview -tulnp process nginx", "what one program listens on"},
    {"sockview :443", "listeners and connections of one port"},
    {"sockview -tn 'dst 10.0.0.0/8'", "connections to one network"},
    {"sockview -s", "how many sockets, and the limits"},
};
const size_t help_examples_count = sizeof(help_examples) / sizeof(help_examples[0]);

/* Appends words from column `indent` on, wrapped; the line so far is `used` characters long. */
static void put_wrapped(struct strbuf *buffer, const char *text, size_t used, size_t indent)
{
    if (used >= indent) {
        strbuf_put_char(buffer, '\n');
        used = 0;
    }
    strbuf_pad(buffer, indent - used);
    size_t at = indent;
    while (*text != '\0') {
        size_t length = strcspn(text, " ");
        if (at > indent && at + 1 + length > LINE_WIDTH) {
            strbuf_put_char(buffer, '\n');
            strbuf_pad(buffer, indent);
            at = indent;
        } else if (at > indent) {
            strbuf_put_char(buffer, ' ');
            at++;
        }
        strbuf_put(buffer, text, length);
        at += length;
        text += length;
        text += strspn(text, " ");
    }
    strbuf_put_char(buffer, '\n');
}

/* Fields that are not columns, and what an expression looks like. */
static void put_filter(struct strbuf *buffer)
{
    struct strbuf words = {0};
    const char *help, *word;
    for (size_t i = 0; (word = filter_field_word(i, &help)) != NULL; i++) {
        strbuf_put_string(&words, i == 0 ? "" : " ");
        strbuf_put_string(&words, word);
    }
    strbuf_put_string(&words, " and every column (--list-columns)");
    strbuf_put_char(&words, '\0');
    strbuf_put_string(buffer, "\nFilter, as in ss: 'state LISTEN and sport = :22', or "
                              "'process = nginx or\nnot ( rtt_us < 5000 )'\n  fields");
    put_wrapped(buffer, words.failed ? "" : words.data, 8, FIELDS_INDENT);
    strbuf_put_string(buffer, "  operators  = != < <= > >= and ~ !~ for patterns\n");
    strbuf_free(&words);
}

/* `help` need not be all of the row's help. */
static void put_option(struct strbuf *buffer, const struct option_row *row, const char *help)
{
    size_t start = buffer->length;
    strbuf_put_string(buffer, "  ");
    if (row->short_name != 0) {
        strbuf_put(buffer, (const char[]){'-', row->short_name, ',', ' '}, 4);
    } else {
        strbuf_pad(buffer, 4);
    }
    strbuf_put_string(buffer, "--");
    strbuf_put_string(buffer, row->name);
    if (row->argument != ARGUMENT_NONE) {
        strbuf_put_string(buffer, option_argument_is_optional(row) ? "[=" : "=");
        strbuf_put_string(buffer, row->argument_name);
        strbuf_put_string(buffer, option_argument_is_optional(row) ? "]" : "");
    }
    put_wrapped(buffer, help, buffer->length - start, OPTION_WIDTH);
}

static void put_introduction(struct strbuf *buffer)
{
    strbuf_put_string(
        buffer, "Usage: sockview [OPTION]... [FILTER]\n"
                "Shows the sockets of this machine, their states and their owners.\n"
                "Without arguments: an overview on a terminal, else all TCP and UDP sockets with\n"
                "their owners. Options that choose sockets or details replace this default:\n"
                "sockview -p shows no listeners.\n");
}

static void put_common_options(struct strbuf *buffer)
{
    strbuf_put_string(buffer, "\nCommon options:\n");
    for (size_t i = 0; i < option_rows_count; i++) {
        struct strbuf phrase = {0};
        if (!option_rows[i].common)
            continue;
        strbuf_put(&phrase, option_rows[i].help, option_brief_length(&option_rows[i]));
        strbuf_put_char(&phrase, '\0');
        put_option(buffer, &option_rows[i], phrase.failed ? "" : phrase.data);
        strbuf_free(&phrase);
    }
}

void help_put_usage(struct strbuf *buffer)
{
    put_introduction(buffer);
    put_common_options(buffer);
    strbuf_put_string(buffer, "\nExamples:\n");
    for (size_t i = 0; i < help_examples_count; i++) {
        size_t start = buffer->length;
        strbuf_put_string(buffer, "  ");
        strbuf_put_string(buffer, help_examples[i].command);
        put_wrapped(buffer, help_examples[i].purpose, buffer->length - start, EXAMPLE_WIDTH);
    }
    strbuf_put_string(buffer, "\nAll options: sockview --help. The manual: man sockview.\n");
}

static void put_whole_option(struct strbuf *buffer, const struct option_row *row)
{
    struct strbuf help = {0};
    option_put_help(&help, row);
    strbuf_put_char(&help, '\0');
    put_option(buffer, row, help.failed ? "" : help.data);
    strbuf_free(&help);
}

void help_put_options(struct strbuf *buffer)
{
    put_introduction(buffer);
    for (enum option_group group = GROUP_SOCKETS; group <= GROUP_OTHER; group++) {
        strbuf_put_char(buffer, '\n');
        strbuf_put_string(buffer, option_group_title(group));
        strbuf_put_string(buffer, ":\n");
        for (size_t i = 0; i < option_rows_count; i++) {
            if (option_rows[i].group == group && !option_rows[i].hidden)
                put_whole_option(buffer, &option_rows[i]);
        }
    }
    put_filter(buffer);
    strbuf_put_string(
        buffer, "\nShort options can be joined: sockview -tunap. Exit status: 0 done, "
                "1 failed,\n2 wrong usage, 3 done but incomplete, 4 not as expected. More: man "
                "sockview\n");
}

void help_put_columns(struct strbuf *buffer)
{
    size_t width = 0;
    for (size_t i = 0; i < columns_count(); i++) {
        if (strlen(column_at(i)->name) > width)
            width = strlen(column_at(i)->name);
    }
    for (size_t i = 0; i < columns_count(); i++) {
        strbuf_put_string(buffer, column_at(i)->name);
        strbuf_pad(buffer, width + 2 - strlen(column_at(i)->name));
        strbuf_put_string(buffer, column_at(i)->help);
        strbuf_put_char(buffer, '\n');
    }
}
