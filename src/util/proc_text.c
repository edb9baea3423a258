/* SPDX-License-Identifier: MIT */
#include "util/proc_text.h"

#include "util/number.h"

/* A limit for numbers, so that a sum of several never overflows. */
#define MOST (UINT64_MAX / 16)

/* Takes the next line off the text. False at its end. */
static bool next_line(struct slice *text, struct slice *line)
{
    bool found = text->length > 0;
    *line = slice_take(text, '\n');
    return found;
}

/* Takes the next word off the line. False when there is none. */
static bool next_word(struct slice *line, struct slice *word)
{
    *word = slice_take_word(line, " \t");
    return word->length > 0;
}

static bool word_at(struct slice line, size_t place, struct slice *word)
{
    for (size_t i = 0; i <= place; i++) {
        if (!next_word(&line, word))
            return false;
    }
    return true;
}

static bool find_place(struct slice line, const char *name, size_t *place)
{
    struct slice word;
    for (*place = 0; next_word(&line, &word); (*place)++) {
        if (slice_equals(word, name))
            return true;
    }
    return false;
}

/* Finds the next line that begins with `section` and a colon. `line` is what follows them. */
static bool next_section(struct slice *text, const char *section, struct slice *line)
{
    struct slice word;
    while (next_line(text, line)) {
        if (next_word(line, &word) && word.data[word.length - 1] == ':' &&
            slice_equals((struct slice){word.data, word.length - 1}, section))
            return true;
    }
    return false;
}

/* The kernel writes -1 or "NI" for a value that a protocol does not have. */
static enum found read_number(struct slice word, uint64_t *number)
{
    if (slice_equals(word, "-1") || slice_equals(word, "NI"))
        return FOUND_NOTHING;
    if (slice_equals(word, "yes") || slice_equals(word, "no")) {
        *number = word.data[0] == 'y';
        return FOUND;
    }
    return number_parse(word, MOST, number) ? FOUND : FOUND_BAD;
}

enum found text_find_pair(struct slice text, const char *section, const char *key, uint64_t *number)
{
    struct slice line, word;
    if (!next_section(&text, section, &line))
        return FOUND_NOTHING;
    while (next_word(&line, &word)) {
        bool wanted = slice_equals(word, key);
        if (!next_word(&line, &word))
            return FOUND_BAD;
        if (wanted)
            return read_number(word, number);
    }
    return FOUND_NOTHING;
}

enum found text_find_below(struct slice text, const char *section, const char *key,
                           uint64_t *number)
{
    struct slice names, numbers, word;
    size_t place;
    if (!next_section(&text, section, &names))
        return FOUND_NOTHING;
    if (!next_section(&text, section, &numbers))
        return FOUND_BAD;
    if (!find_place(names, key, &place))
        return FOUND_NOTHING;
    return word_at(numbers, place, &word) ? read_number(word, number) : FOUND_BAD;
}

enum found text_find_cell(struct slice text, const char *section, const char *key, uint64_t *number)
{
    struct slice names, line, word;
    size_t place;
    if (!next_line(&text, &names) || !find_place(names, key, &place))
        return FOUND_BAD;
    while (next_line(&text, &line)) {
        if (word_at(line, 0, &word) && slice_equals(word, section))
            return word_at(line, place, &word) ? read_number(word, number) : FOUND_BAD;
    }
    return FOUND_NOTHING;
}

enum found text_find_word(struct slice text, const char *section, const char *key, uint64_t *number)
{
    struct slice line, word;
    (void)section;
    if (!next_line(&text, &line) || !word_at(line, (size_t)(key[0] - '0'), &word))
        return FOUND_BAD;
    return read_number(word, number);
}

enum found text_find_range(struct slice text, const char *section, const char *key,
                           uint64_t *number)
{
    uint64_t first, last;
    (void)key;
    if (text_find_word(text, section, "0", &first) != FOUND ||
        text_find_word(text, section, "1", &last) != FOUND || last < first)
        return FOUND_BAD;
    *number = last - first + 1;
    return FOUND;
}
