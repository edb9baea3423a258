/* SPDX-License-Identifier: MIT */
#include "cli/words_at.h"

#include "filter/filter.h"
#include "state.h"

static const char *field_help(struct slice name)
{
    const char *help, *word;
    for (size_t i = 0; (word = filter_field_word(i, &help)) != NULL; i++) {
        if (slice_equals(name, word))
            return help;
    }
    return "";
}

static const char *state_help(struct slice name)
{
    const char *help, *word;
    for (size_t i = 0; (word = state_group_word(i, &help)) != NULL; i++) {
        if (slice_equals(name, word))
            return help;
    }
    for (size_t i = 0; i < state_rows_count; i++) {
        if (state_set_find(name) == state_bit(state_rows[i].state))
            return state_rows[i].help;
    }
    return "";
}

/* The words are those of the dialect; what they do is said where sockview itself has them. */
static const char *find_help(enum option_argument argument, struct slice name)
{
    const char *help, *word;
    if (argument == ARGUMENT_FIELDS)
        return field_help(name);
    if (argument == ARGUMENT_STATES)
        return state_help(name);
    for (size_t i = 0; (word = option_argument_word(argument, i, &help)) != NULL; i++) {
        if (slice_equals(name, word))
            return help == NULL ? "" : help;
    }
    return "";
}

/* Keeps a list up to its last element, and the sign that takes an element away. */
static void keep_list(struct candidates *candidates)
{
    const char *comma = slice_find_last(candidates->typed, ',');
    candidates->kind = CANDIDATES_LIST;
    if (comma != NULL)
        candidates_keep(candidates, (size_t)(comma - candidates->typed.data) + 1);
    if (candidates->typed.length > 0 && candidates->typed.data[0] == '!')
        candidates_keep(candidates, 1);
}

bool words_add_list(struct candidates *candidates, const struct dialect *dialect,
                    enum option_argument argument)
{
    const char *words = dialect == NULL ? NULL : dialect_find_list(dialect, argument);
    if (words == NULL)
        return false;
    if (argument == ARGUMENT_KINDS)
        keep_list(candidates);
    struct slice rest = slice_of(words);
    while (rest.length > 0) {
        struct slice word = slice_take(&rest, '|');
        if (candidates_match(candidates, word))
            candidates_add(candidates, word, slice_of(find_help(argument, word)));
    }
    return true;
}
