/* SPDX-License-Identifier: MIT */
#include "cli/unknown_option.h"

#include <stdlib.h>
#include <string.h>

#include "cli/option_apply.h"
#include "cli/refused.h"
#include "util/nearest.h"

static const char *word_at(const struct option_words *words, int place)
{
    return place < words->count ? words->words[place] : "";
}

/* The word with the unknown letter: the one that getopt has finished, or the one that it is
 * reading. */
static const char *bundle_of(const struct option_words *words, int letter)
{
    const char *last = word_at(words, words->next - 1), *now = word_at(words, words->next);
    size_t length = strlen(last);
    bool is_finished = length > 1 && last[0] == '-' && last[length - 1] == letter;
    bool goes_on = now[0] == '-' && now[1] != '-' && strchr(now, letter) != NULL;
    return goes_on && !is_finished ? now : last;
}

/* "did you mean": the names of all options, one after another. */
static const char *long_name(const void *context, size_t place)
{
    (void)context;
    for (size_t i = 0; i < option_rows_count; i++) {
        const struct option_row *row = &option_rows[i];
        if (place-- == 0)
            return row->name;
        for (size_t j = 0; j < 3 && row->aliases[j] != NULL; j++) {
            if (place-- == 0)
                return row->aliases[j];
        }
    }
    return NULL;
}

/* `letter` is 0 for the long name. `argument` is what the option was given, or NULL. */
static bool fail_refused(const struct refused_option *refused, int letter, const char *argument,
                         struct error *error)
{
    struct strbuf why = {0};
    bool usable = argument != NULL && habit_is_plain(slice_of(argument));
    const char *shown = usable ? argument : refused->example == NULL ? "" : refused->example;
    habit_put_command(&why, refused->why, slice_of(shown));
    if (letter == 0)
        error_set(error, 0, "option '--%s': %.*s", refused->name, (int)why.length, why.data);
    else if (refused->name == NULL)
        error_set(error, 0, "option '-%c': %.*s", letter, (int)why.length, why.data);
    else
        error_set(error, 0, "option '-%c' (--%s): %.*s", letter, refused->name, (int)why.length,
                  why.data);
    strbuf_free(&why);
    return false;
}

static bool fail_ambiguous(const char *word, struct slice name, struct error *error)
{
    struct strbuf names = {0};
    for (size_t i = 0; i < option_rows_count; i++) {
        if (strncmp(option_rows[i].name, name.data, name.length) != 0)
            continue;
        strbuf_put_string(&names, names.length == 0 ? "--" : ", --");
        strbuf_put_string(&names, option_rows[i].name);
    }
    bool found = names.length > 0;
    if (found)
        error_set(error, 0, "ambiguous option '%s': it could be %.*s", word, (int)names.length,
                  names.data);
    strbuf_free(&names);
    return found;
}

bool option_fail_word(const struct option_words *words, struct error *error)
{
    const char *word = word_at(words, words->next - 1);
    const struct refused_option *refused = refused_find_word(word);
    const char *equals = strchr(word, '=');
    if (refused != NULL)
        return fail_refused(refused, 0, equals == NULL ? word_at(words, words->next) : equals + 1,
                            error);
    const char *start = strncmp(word, "--", 2) == 0 ? word + 2 : word;
    struct slice name = {start, strcspn(start, "=")};
    if (fail_ambiguous(word, name, error))
        return false;
    const char *near = nearest_find(name, long_name, NULL);
    return near == NULL
               ? error_set(error, 0, "unknown option '%s'", word)
               : error_set(error, 0, "unknown option '%s': did you mean '--%s'?", word, near);
}

bool option_check_word(const struct option_words *words, const char *argument, struct error *error)
{
    const char *last = word_at(words, words->next - 1);
    const char *word = argument == last ? word_at(words, words->next - 2) : last;
    const struct refused_option *refused = refused_find_word(word);
    if (refused != NULL && argument == NULL)
        return option_fail_word(words, error);
    return refused == NULL || fail_refused(refused, 0, argument, error);
}

/* The number that was written after -c, which takes none, if the letter is part of it. */
static struct slice find_pause(const char *bundle, int letter)
{
    const char *at = bundle[0] == '-' ? strchr(bundle, 'c') : NULL;
    at = at != NULL && at[1] == '=' ? at + 1 : at;
    size_t length = at == NULL ? 0 : strspn(at + 1, "0123456789.");
    bool is_in = length > 0 && (letter == '=' || memchr(at + 1, letter, length) != NULL);
    return is_in ? (struct slice){at + 1, length} : (struct slice){0};
}

static bool fail_pause(struct slice pause, struct error *error)
{
    char *text = strndup(pause.data, pause.length);
    struct options scratch = {0};
    struct error reason = {0};
    bool usable = text != NULL && option_set_continuous(&scratch, NULL, text, &reason);
    error_set(error, 0, "option '-c' takes no number, and '%.*s' is one: try '%s=%s'",
              (int)pause.length, pause.data, "sockview --continuous", usable ? text : "0.5");
    error_clear(&reason);
    free(text);
    return false;
}

bool option_check_letter(const struct option_words *words, int letter, struct error *error)
{
    if (letter != '0')
        return true;
    struct slice pause = find_pause(bundle_of(words, letter), letter);
    return pause.length == 0 || fail_pause(pause, error);
}

/* Words that lsof takes as one option. */
static bool fail_habit(const char *bundle, struct error *error)
{
    struct slice rest;
    for (size_t i = 0; i < refused_words_count; i++) {
        struct strbuf command = {0};
        if (!habit_matches(&refused_words[i], slice_of(bundle), &rest) ||
            (rest.length > 0 && !habit_is_plain(rest)))
            continue;
        habit_put_command(&command, refused_words[i].command, rest);
        error_set(error, 0, "unknown option '%s': try '%.*s'", bundle, (int)command.length,
                  command.data);
        strbuf_free(&command);
        return true;
    }
    return false;
}

/* What stands after a letter: the rest of its bundle, or the next word. */
static const char *argument_of(const struct option_words *words, const char *bundle, int letter)
{
    const char *at = strchr(bundle, letter);
    if (at != NULL && at[1] != '\0')
        return at + 1;
    return word_at(words, words->next + (bundle == word_at(words, words->next) ? 1 : 0));
}

bool option_fail_letter(const struct option_words *words, int letter, struct error *error)
{
    const char *bundle = bundle_of(words, letter);
    const struct refused_option *refused = refused_find_letter(letter);
    struct slice pause = find_pause(bundle, letter);
    if (fail_habit(bundle, error))
        return false;
    if (pause.length > 0)
        return fail_pause(pause, error);
    if (refused == NULL)
        return error_set(error, 0, "unknown option '-%c'", letter);
    return fail_refused(refused, letter, argument_of(words, bundle, letter), error);
}
