/* SPDX-License-Identifier: MIT */
#include "cli/loose_argument.h"

#include "util/habit.h"

/* Whether the option would take the word. */
static bool takes(const struct option_row *row, const char *word)
{
    struct options scratch = {0};
    struct error reason = {0};
    bool good = row->apply(&scratch, row, word, &reason);
    error_clear(&reason);
    query_free(&scratch.query);
    return good;
}

bool loose_argument_check(const struct option_words *words, const struct option_row *row,
                          const char *argument, struct error *error)
{
    const char *word = words->next < words->count ? words->words[words->next] : "";
    if (argument != NULL || !option_argument_is_optional(row) || !habit_is_plain(slice_of(word)) ||
        !takes(row, word))
        return true;
    return error_set(error, 0, "'%s' is no filter: try 'sockview --%s=%s'", word, row->name, word);
}
