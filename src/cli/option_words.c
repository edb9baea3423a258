/* SPDX-License-Identifier: MIT */
#include "cli/options.h"

#include "cli/dialect_names.h"
#include "cli/kinds.h"
#include "column/columns.h"
#include "column/field.h"
#include "util/nearest.h"

const char *option_group_title(enum option_group group)
{
    static const char *const titles[] = {
        [GROUP_SOCKETS] = "Which sockets to show",
        [GROUP_DETAILS] = "What to show of each socket",
        [GROUP_OUTPUT] = "How to print them",
        [GROUP_KILL] = "Destroying sockets",
        [GROUP_SOURCE] = "Where the data comes from",
        [GROUP_OTHER] = "Help and version",
    };
    return titles[group];
}

/* When colours are used (enum colour_choice), with its help. */
static const char *const when[][2] = {
    {"auto", "only on a terminal"}, {"always", "always"}, {"never", "never"}};

/* The formats that have a schema. */
static const char *schema_word_at(size_t place, const char **help)
{
    for (size_t i = 0; i < formats_count; i++) {
        *help = formats[i]->help;
        if (formats[i]->has_schema && place-- == 0)
            return formats[i]->name;
    }
    *help = NULL;
    return NULL;
}

/* Columns with numbers. */
static const char *total_word(size_t place, const char **help)
{
    for (size_t i = 0; i < columns_count(); i++) {
        if (column_at(i)->type != VALUE_UNSIGNED || place-- > 0)
            continue;
        *help = column_at(i)->help;
        return column_at(i)->name;
    }
    *help = NULL;
    return NULL;
}

static const char *family_word(size_t place, const char **help)
{
    const struct address_family *address = families_address(place);
    *help = address == NULL ? NULL : address->help;
    return address == NULL ? NULL : address->word;
}

static const char *state_argument_word(size_t place, const char **help)
{
    *help = place < state_rows_count ? state_rows[place].help : NULL;
    return place < state_rows_count ? state_rows[place].name : NULL;
}

static const char *column_word(size_t place, const char **help)
{
    *help = place < columns_count() ? column_at(place)->help : NULL;
    return place < columns_count() ? column_at(place)->name : NULL;
}

static const char *format_word(size_t place, const char **help)
{
    *help = place < formats_count ? formats[place]->help : NULL;
    return place < formats_count ? formats[place]->name : NULL;
}

static const char *sort_word(size_t place, const char **help)
{
    if (place > 0)
        return field_word(place - 1, help);
    *help = "as they come, in the kernel's order";
    return "none";
}

static const char *source_word(size_t place, const char **help)
{
    *help = place < source_rows_count ? source_rows[place].help : NULL;
    return place < source_rows_count ? source_rows[place].name : NULL;
}

static const char *owners_word(size_t place, const char **help)
{
    *help = place < owners_rows_count ? owners_rows[place].help : NULL;
    return place < owners_rows_count ? owners_rows[place].name : NULL;
}

static const char *check_word(size_t place, const char **help)
{
    *help = place < HEALTH_CHECKS ? health_checks[place].help : NULL;
    return place < HEALTH_CHECKS ? health_checks[place].name : NULL;
}

static const char *colour_word(size_t place, const char **help)
{
    static const size_t count = sizeof(when) / sizeof(when[0]);
    *help = place < count ? when[place][1] : NULL;
    return place < count ? when[place][0] : NULL;
}

const char *option_argument_word(enum option_argument argument, size_t place, const char **help)
{
    /* The list of words of each argument that is one of a list. */
    static const char *(*const lists[])(size_t, const char **) = {
        [ARGUMENT_DIALECT] = dialect_name,  [ARGUMENT_KINDS] = kinds_word,
        [ARGUMENT_FAMILY] = family_word,    [ARGUMENT_STATES] = state_argument_word,
        [ARGUMENT_COLUMNS] = column_word,   [ARGUMENT_FORMAT] = format_word,
        [ARGUMENT_SCHEMA] = schema_word_at, [ARGUMENT_SORT] = sort_word,
        [ARGUMENT_FIELDS] = field_word,     [ARGUMENT_TOTALS] = total_word,
        [ARGUMENT_SOURCE] = source_word,    [ARGUMENT_OWNERS] = owners_word,
        [ARGUMENT_CHECKS] = check_word,     [ARGUMENT_COLOUR] = colour_word,
    };
    bool has_list = argument < sizeof(lists) / sizeof(lists[0]) && lists[argument] != NULL;
    return has_list ? lists[argument](place, help) : NULL;
}

void option_put_help(struct strbuf *text, const struct option_row *row)
{
    const char *word, *help;
    strbuf_put_string(text, row->help);
    if (row->argument != ARGUMENT_FAMILY && row->argument != ARGUMENT_FORMAT)
        return;
    for (size_t i = 0; (word = option_argument_word(row->argument, i, &help)) != NULL; i++) {
        bool last = option_argument_word(row->argument, i + 1, &help) == NULL;
        strbuf_put_string(text, i == 0 ? ": " : last ? " or " : ", ");
        strbuf_put_string(text, word);
    }
}

static const char *word_at(const void *context, size_t place)
{
    const enum option_argument *argument = context;
    const char *help;
    return *argument == ARGUMENT_STATES ? state_word(place)
                                        : option_argument_word(*argument, place, &help);
}

const char *option_argument_nearest(enum option_argument argument, struct slice word)
{
    return nearest_find(word, word_at, &argument);
}

bool option_refuse_word(struct error *error, const struct option_row *row, struct slice word)
{
    struct strbuf list = {0};
    const char *help, *name = option_argument_nearest(row->argument, word);
    if (name != NULL)
        return error_set(error, 0, "--%s: '%.*s' is unknown: did you mean '%s'?", row->name,
                         (int)word.length, word.data, name);
    for (size_t i = 0; (name = option_argument_word(row->argument, i, &help)) != NULL; i++) {
        strbuf_put_string(&list, i == 0 ? "" : ", ");
        strbuf_put_string(&list, name);
    }
    error_set(error, 0, "--%s: '%.*s' is none of: %.*s", row->name, (int)word.length, word.data,
              (int)list.length, list.data);
    strbuf_free(&list);
    return false;
}
