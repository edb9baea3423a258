/* SPDX-License-Identifier: MIT */
#include "cli/words.h"

#include <stdlib.h>

#include "cli/words_at.h"

/* A command line up to the unfinished word. */
struct line {
    const struct dialect *dialect;    /* or NULL: sockview */
    struct option_list rows;          /* its options */
    const struct option_row *pending; /* the option whose argument comes next, or NULL */
    bool ended;                       /* `--` was there: no options follow */
    struct strbuf filter;             /* words of the filter, with a blank after each */
    struct candidates candidates;
    live_reader *live;
};

static bool needs_argument(const struct option_row *row)
{
    return row->argument != ARGUMENT_NONE && !option_argument_is_optional(row);
}

static const struct option_row *find_letter(const struct option_list *rows, char letter)
{
    for (size_t i = 0; i < rows->count; i++) {
        if (rows->items[i].short_name == letter)
            return &rows->items[i];
    }
    return NULL;
}

/* The name at a place: the row's own first, then its aliases; NULL after the last. */
static const char *long_name(const struct option_row *row, size_t place)
{
    if (place == 0)
        return row->name;
    return place <= 3 ? row->aliases[place - 1] : NULL;
}

static bool has_name(const struct option_row *row, struct slice name, bool whole)
{
    const char *known;
    for (size_t i = 0; (known = long_name(row, i)) != NULL; i++) {
        bool begins = strncmp(known, name.data, name.length) == 0;
        if (begins && (!whole || known[name.length] == '\0'))
            return true;
    }
    return false;
}

/* The option of that name, or else the only one whose name begins so. */
static const struct option_row *find_long(const struct option_list *rows, struct slice name)
{
    const struct option_row *found = NULL;
    size_t count = 0;
    for (size_t i = 0; i < rows->count; i++) {
        if (has_name(&rows->items[i], name, true))
            return &rows->items[i];
        if (has_name(&rows->items[i], name, false)) {
            found = &rows->items[i];
            count++;
        }
    }
    return count == 1 ? found : NULL;
}

static struct slice long_name_in(const char *word)
{
    return (struct slice){word + 2, strcspn(word + 2, "=")};
}

/* The place after the first letter that takes an argument, which the rest of the word is; 0 where
 * there is none. */
static size_t find_argument(const struct option_list *rows, const char *word,
                            const struct option_row **row)
{
    for (size_t i = 1; word[i] != '\0'; i++) {
        *row = find_letter(rows, word[i]);
        if (*row != NULL && needs_argument(*row))
            return i + 1;
    }
    *row = NULL;
    return 0;
}

/* Options that a dialect only refuses are known, and not offered. */
static bool is_offered(const struct option_row *row)
{
    return !row->hidden && row->apply != dialect_refuse;
}

static bool is_option(const struct line *line, const char *word)
{
    return !line->ended && word[0] == '-' && word[1] != '\0';
}

static void read_option(struct line *line, const char *word)
{
    const struct option_row *row;
    bool is_long = word[1] == '-';
    if (strcmp(word, "--") == 0) {
        line->ended = true;
    } else if (is_long) {
        row = find_long(&line->rows, long_name_in(word));
        if (row != NULL && needs_argument(row) && strchr(word, '=') == NULL)
            line->pending = row;
    } else if (word[find_argument(&line->rows, word, &row)] == '\0') {
        line->pending = row;
    }
}

static void read_word(struct line *line, const char *word)
{
    if (line->pending != NULL) {
        line->pending = NULL;
    } else if (is_option(line, word)) {
        read_option(line, word);
    } else {
        strbuf_put_string(&line->filter, word);
        strbuf_put_char(&line->filter, ' ');
    }
}

static void add_option(struct candidates *candidates, const char *dashes, struct slice name,
                       const struct option_row *row)
{
    struct strbuf text = {0};
    strbuf_put_string(&text, dashes);
    strbuf_put(&text, name.data, name.length);
    if (needs_argument(row) && dashes[0] != '\0' && dashes[1] == '-')
        strbuf_put_char(&text, '=');
    struct slice help = {row->help, option_brief_length(row)};
    if (text.failed)
        candidates->failed = true;
    else
        candidates_add(candidates, strbuf_slice(&text), help);
    strbuf_free(&text);
}

/* By its letter, or where it has none by its name. */
static void add_shortest(struct candidates *candidates, const struct option_row *row)
{
    if (row->short_name != 0)
        add_option(candidates, "-", (struct slice){&row->short_name, 1}, row);
    else
        add_option(candidates, "--", slice_of(row->name), row);
}

static void leave_out(struct candidates *candidates, const struct option_row *row)
{
    const char letter[] = {row->short_name, '\0'};
    candidates_leave_out(candidates, row->name == NULL ? letter : row->name);
}

/* Adds the options that people use most, or all others. */
static void add_options(struct candidates *candidates, const struct option_list *rows, bool all)
{
    for (int common = 1; common >= 0; common--) {
        for (size_t i = 0; i < rows->count; i++) {
            if (rows->items[i].common != common || !is_offered(&rows->items[i]))
                continue;
            if (common || all)
                add_shortest(candidates, &rows->items[i]);
            else
                leave_out(candidates, &rows->items[i]);
        }
    }
}

/* Offers another name of an option only when its own name does not fit the typed word. */
static void add_long_options(struct candidates *candidates, const struct option_list *rows)
{
    struct slice typed = candidates->typed;
    candidates->typed = slice_skip(typed, 2);
    for (size_t i = 0; i < rows->count; i++) {
        const struct option_row *row = &rows->items[i];
        const char *name;
        for (size_t j = 0; is_offered(row) && (name = long_name(row, j)) != NULL; j++) {
            if (!candidates_match(candidates, slice_of(name)))
                continue;
            add_option(candidates, "--", slice_of(name), row);
            break;
        }
    }
    candidates->typed = typed;
}

/* More letters after those that are there. */
static void add_letters(struct candidates *candidates, const struct option_list *rows)
{
    struct slice word = candidates->typed;
    for (size_t i = 1; i < word.length; i++) {
        if (find_letter(rows, word.data[i]) == NULL)
            return;
    }
    candidates_keep(candidates, word.length);
    for (int common = 1; common >= 0; common--) {
        for (size_t i = 0; i < rows->count; i++) {
            const struct option_row *row = &rows->items[i];
            if (row->short_name != 0 && row->common == common && is_offered(row) &&
                memchr(word.data, row->short_name, word.length) == NULL)
                add_option(candidates, "", (struct slice){&row->short_name, 1}, row);
        }
    }
}

static void complete_option(struct line *line, const char *word)
{
    struct candidates *candidates = &line->candidates;
    const struct option_row *row;
    const char *sign = strchr(word, '=');
    bool is_long = word[1] == '-';
    size_t at = is_long ? 0 : find_argument(&line->rows, word, &row);
    if (is_long && sign != NULL) {
        row = find_long(&line->rows, long_name_in(word));
        candidates_keep(candidates, (size_t)(sign - word) + 1);
        if (row != NULL)
            words_add_argument(candidates, row, line->dialect, line->live);
    } else if (is_long) {
        add_long_options(candidates, &line->rows);
    } else if (at > 0) {
        candidates_keep(candidates, at);
        words_add_argument(candidates, row, line->dialect, line->live);
    } else {
        add_letters(candidates, &line->rows);
    }
}

static void complete_word(struct line *line, const char *word, bool is_first)
{
    struct candidates *candidates = &line->candidates;
    candidates->kept = (struct slice){word, 0};
    candidates->typed = slice_of(word);
    if (line->pending != NULL) {
        words_add_argument(candidates, line->pending, line->dialect, line->live);
    } else if (is_option(line, word)) {
        complete_option(line, word);
    } else if (!line->ended && strcmp(word, "-") == 0) {
        add_options(candidates, &line->rows, true);
    } else {
        if (is_first && word[0] == '\0')
            add_options(candidates, &line->rows, false);
        if (line->dialect == NULL || line->dialect->takes_filter)
            words_add_filter(candidates, strbuf_slice(&line->filter), line->dialect, line->live);
    }
}

static void complete_line(struct line *line, char *const *words, size_t count)
{
    for (size_t i = 0; i + 1 < count; i++)
        read_word(line, words[i]);
    if (!line->filter.failed)
        complete_word(line, count > 0 ? words[count - 1] : "", count <= 1);
}

void words_put(struct strbuf *output, const struct dialect *dialect, char *const *words,
               size_t count, live_reader *live)
{
    struct line line = {.dialect = dialect, .rows = {option_rows, option_rows_count}, .live = live};
    struct option_row *own = dialect == NULL ? NULL : dialect_rows(dialect, &line.rows);
    if (dialect == NULL || own != NULL)
        complete_line(&line, words, count);
    candidates_put(&line.candidates, output);
    strbuf_free(&line.filter);
    candidates_free(&line.candidates);
    free(own);
}
