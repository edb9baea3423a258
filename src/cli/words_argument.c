/* SPDX-License-Identifier: MIT */
#include "cli/words_at.h"

#include <ctype.h>

#include "column/columns.h"
#include "filter/next.h"

/* A screenful. */
enum { UNTYPED_MOST = 30, TYPED_MOST = 500 };

struct taker {
    struct candidates *candidates;
    bool as_value;
    size_t left;
};

static void take(void *context, struct slice text, struct slice help)
{
    struct taker *taker = context;
    struct candidates *candidates = taker->candidates;
    struct strbuf value = {0};
    if (!candidates_match(candidates, text))
        return;
    if (taker->left == 0) {
        candidates->left_out++;
        return;
    }
    size_t count = candidates->count;
    if (!taker->as_value)
        candidates_add(candidates, text, help);
    else if (filter_put_value(&value, text) && !value.failed)
        candidates_add(candidates, strbuf_slice(&value), help);
    taker->left -= candidates->count > count;
    strbuf_free(&value);
}

static void add_live(struct candidates *candidates, enum live_kind kind, live_reader *live,
                     bool as_value)
{
    struct taker taker = {candidates, as_value,
                          candidates->typed.length == 0 ? UNTYPED_MOST : TYPED_MOST};
    if (kind != LIVE_NONE)
        live(kind, take, &taker);
}

void words_add_live(struct candidates *candidates, enum live_kind kind, live_reader *live)
{
    add_live(candidates, kind, live, false);
}

void words_add_live_values(struct candidates *candidates, enum live_kind kind, live_reader *live)
{
    add_live(candidates, kind, live, true);
}

/* Keeps a list up to its last element, and a sign before that, which is one of `signs`. Returns
 * what is chosen before it. */
static struct slice keep_list(struct candidates *candidates, const char *signs)
{
    struct slice typed = candidates->typed;
    const char *comma = slice_find_last(typed, ',');
    size_t length = comma == NULL ? 0 : (size_t)(comma - typed.data) + 1;
    candidates_keep(candidates, length);
    if (candidates->typed.length > 0 && strchr(signs, candidates->typed.data[0]) != NULL)
        candidates_keep(candidates, 1);
    return (struct slice){typed.data, length};
}

/* Takes the next element off a list in which a comma follows every element. */
static bool next_element(struct slice *list, struct slice *element)
{
    const char *comma = list->length == 0 ? NULL : memchr(list->data, ',', list->length);
    if (comma == NULL)
        return false;
    *element = (struct slice){list->data, (size_t)(comma - list->data)};
    list->length -= element->length + 1;
    list->data = comma + 1;
    return true;
}

static bool is_chosen(struct slice list, const char *signs, const char *word)
{
    struct slice element;
    while (next_element(&list, &element)) {
        if (element.length > 0 && strchr(signs, element.data[0]) != NULL)
            element = slice_skip(element, 1);
        if (slice_equals(element, word))
            return true;
    }
    return false;
}

void words_add_states(struct candidates *candidates, const struct dialect *dialect)
{
    if (words_add_list(candidates, dialect, ARGUMENT_STATES))
        return;
    struct slice chosen = keep_list(candidates, ""), element;
    uint32_t states = 0;
    const char *help, *word;
    while (next_element(&chosen, &element))
        states |= state_set_find(element);
    for (size_t i = 0; i < state_rows_count; i++) {
        if (!(states & state_bit(state_rows[i].state)))
            candidates_offer(candidates, state_rows[i].name, state_rows[i].help);
    }
    for (size_t i = 0; (word = state_group_word(i, &help)) != NULL; i++) {
        if (state_set_find(slice_of(word)) & ~states)
            candidates_offer(candidates, word, help);
    }
}

static void add_kinds(struct candidates *candidates)
{
    struct slice chosen = keep_list(candidates, "!");
    const char *help, *word;
    for (size_t i = 0; (word = option_argument_word(ARGUMENT_KINDS, i, &help)) != NULL; i++) {
        if (!is_chosen(chosen, "!", word))
            candidates_offer(candidates, word, help);
    }
}

/* Hundreds of columns belong to only some families. They are offered once the user has begun to
 * type a name. */
static void add_columns(struct candidates *candidates)
{
    struct slice chosen = keep_list(candidates, "+-");
    for (size_t i = 0; i < columns_count(); i++) {
        const struct column *column = column_at(i);
        if (is_chosen(chosen, "+-", column->name))
            continue;
        if (candidates->typed.length == 0 && column_is_special(column))
            candidates_leave_out(candidates, column->name);
        else
            candidates_offer(candidates, column->name, column->help);
    }
}

/* Columns that are too many to list before the user has typed something, as in add_columns. */
static void add_fields(struct candidates *candidates, enum option_argument argument,
                       const char *signs)
{
    struct slice chosen = keep_list(candidates, signs);
    const char *help, *word;
    for (size_t i = 0; (word = option_argument_word(argument, i, &help)) != NULL; i++) {
        const struct column *column = column_find(slice_of(word));
        bool flood = candidates->typed.length == 0 && column != NULL && column_is_special(column);
        if (!flood && !is_chosen(chosen, signs, word))
            candidates_offer(candidates, word, help);
    }
}

static void add_namespaces(struct candidates *candidates, live_reader *live)
{
    struct slice typed = candidates->typed;
    if (typed.length > 0 && memchr(typed.data, '/', typed.length) != NULL) {
        candidates->kind = CANDIDATES_FILES;
        return;
    }
    words_add_live(candidates, LIVE_NAMESPACES, live);
    if (typed.length > 0 && isdigit((unsigned char)typed.data[0]))
        words_add_live(candidates, LIVE_ALL_PROCESS_IDS, live);
}

/* After the word for a recording follows its path. */
static void add_sources(struct candidates *candidates)
{
    const size_t length = strlen(SOURCE_FILE_WORD);
    const struct slice typed = candidates->typed;
    const char *help, *word;
    if (typed.length >= length && memcmp(typed.data, SOURCE_FILE_WORD, length) == 0) {
        candidates_keep(candidates, length);
        candidates->kind = CANDIDATES_FILES;
        return;
    }
    for (size_t i = 0; (word = option_argument_word(ARGUMENT_SOURCE, i, &help)) != NULL; i++)
        candidates_offer(candidates, word, help);
}

/* Words of an argument that is a list. False when it is none. */
static bool add_list(struct candidates *candidates, enum option_argument argument,
                     const struct dialect *dialect)
{
    switch (argument) {
    case ARGUMENT_STATES:
        words_add_states(candidates, dialect);
        break;
    case ARGUMENT_KINDS:
        add_kinds(candidates);
        break;
    case ARGUMENT_COLUMNS:
        add_columns(candidates);
        break;
    case ARGUMENT_SORT:
        add_fields(candidates, argument, "-");
        break;
    case ARGUMENT_FIELDS:
    case ARGUMENT_TOTALS:
    case ARGUMENT_CHECKS:
        add_fields(candidates, argument, "");
        break;
    default:
        return false;
    }
    candidates->kind = CANDIDATES_LIST;
    return true;
}

void words_add_argument(struct candidates *candidates, const struct option_row *row,
                        const struct dialect *dialect, live_reader *live)
{
    const char *help, *word;
    if (words_add_list(candidates, dialect, row->argument) ||
        add_list(candidates, row->argument, dialect))
        return;
    switch (row->argument) {
    case ARGUMENT_FILE:
    case ARGUMENT_DIRECTORY:
        candidates->kind = CANDIDATES_FILES;
        break;
    case ARGUMENT_SOURCE:
        add_sources(candidates);
        break;
    case ARGUMENT_NAMESPACE:
        add_namespaces(candidates, live);
        break;
    default:
        for (size_t i = 0; (word = option_argument_word(row->argument, i, &help)) != NULL; i++)
            candidates_offer(candidates, word, help);
    }
}
