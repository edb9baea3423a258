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

const char *option_argument_word(enum option_argument argument, size_t place, const char **help)
{
    const struct address_family *address;
    switch (argument) {
    case ARGUMENT_NONE:
    case ARGUMENT_FILE:
    case ARGUMENT_DIRECTORY:
    case ARGUMENT_NAMESPACE:
    case ARGUMENT_SECONDS:
    case ARGUMENT_NUMBER:
    case ARGUMENT_NUMBERS:
        return NULL;
    case ARGUMENT_DIALECT:
        return dialect_name(place, help);
    case ARGUMENT_KINDS:
        return kinds_word(place, help);
    case ARGUMENT_FAMILY:
        address = families_address(place);
        *help = address == NULL ? NULL : address->help;
        return address == NULL ? NULL : address->word;
    case ARGUMENT_STATES:
        *help = place < state_rows_count ? state_rows[place].help : NULL;
        return place < state_rows_count ? state_rows[place].name : NULL;
    case ARGUMENT_COLUMNS:
        *help = place < columns_count() ? column_at(place)->help : NULL;
        return place < columns_count() ? column_at(place)->name : NULL;
    case ARGUMENT_FORMAT:
        *help = place < formats_count ? formats[place]->help : NULL;
        return place < formats_count ? formats[place]->name : NULL;
    case ARGUMENT_SCHEMA:
        return schema_word_at(place, help);
    case ARGUMENT_SORT:
        if (place > 0)
            return field_word(place - 1, help);
        *help = "as they come, in the kernel's order";
        return "none";
    case ARGUMENT_FIELDS:
        return field_word(place, help);
    case ARGUMENT_TOTALS:
        return total_word(place, help);
    case ARGUMENT_SOURCE:
        *help = place < source_rows_count ? source_rows[place].help : NULL;
        return place < source_rows_count ? source_rows[place].name : NULL;
    case ARGUMENT_OWNERS:
        *help = place < owners_rows_count ? owners_rows[place].help : NULL;
        return place < owners_rows_count ? owners_rows[place].name : NULL;
    case ARGUMENT_CHECKS:
        *help = place < HEALTH_CHECKS ? health_checks[place].help : NULL;
        return place < HEALTH_CHECKS ? health_checks[place].name : NULL;
    case ARGUMENT_COLOUR:
        *help = place < 3 ? when[place][1] : NULL;
        return place < 3 ? when[place][0] : NULL;
    }
    return NULL;
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
