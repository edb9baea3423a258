/* SPDX-License-Identifier: MIT */
#include "filter/tree.h"
#include "util/utf8.h"

/* A byte that is not UTF-8 is a character of its own, after all that exist. */
enum { STRAY_BYTE = 0x110000 };

static void advance(struct slice *text, size_t bytes)
{
    *text = (struct slice){text->data + bytes, text->length - bytes};
}

static bool next_is(struct slice text, char character)
{
    return text.length > 0 && *text.data == character;
}

/* The first character of a text that is not empty. */
static uint32_t take(struct slice *text)
{
    uint32_t point = 0;
    size_t size = utf8_decode(text->data, text->length, &point);
    if (size == 0)
        point = STRAY_BYTE + (unsigned char)*text->data;
    advance(text, size == 0 ? 1 : size);
    return point;
}

static bool is_in_range(uint32_t point, uint32_t first, uint32_t last)
{
    return first <= point && point <= last;
}

static bool is_letter(uint32_t point)
{
    return is_in_range(point | 0x20, 'a', 'z') && point < 0x80;
}

static bool is_between(uint32_t point, uint32_t first, uint32_t last, bool any_case)
{
    return is_in_range(point, first, last) ||
           (any_case && is_letter(point) && is_in_range(point ^ 0x20, first, last));
}

/* Ranges of ASCII characters by the name of their class. A name can have several. */
static const struct class_range {
    const char *name;
    char first, last;
} class_ranges[] = {
    {"alnum", '0', '9'},   {"alnum", 'A', 'Z'},  {"alnum", 'a', 'z'},   {"alpha", 'A', 'Z'},
    {"alpha", 'a', 'z'},   {"blank", ' ', ' '},  {"blank", '\t', '\t'}, {"cntrl", 0, 0x1f},
    {"cntrl", 0x7f, 0x7f}, {"digit", '0', '9'},  {"graph", '!', '~'},   {"lower", 'a', 'z'},
    {"print", ' ', '~'},   {"punct", '!', '/'},  {"punct", ':', '@'},   {"punct", '[', '`'},
    {"punct", '{', '~'},   {"space", ' ', ' '},  {"space", '\t', '\r'}, {"upper", 'A', 'Z'},
    {"xdigit", '0', '9'},  {"xdigit", 'A', 'F'}, {"xdigit", 'a', 'f'},
};

/* Whether a class, as `[:digit:]`, is next in a set; then it is taken. `*found` becomes true when
 * the character is in it. */
static bool take_class(struct slice *set, uint32_t point, bool any_case, bool *found)
{
    bool is_class = false;
    size_t length = 2;
    if (set->length < 4 || set->data[0] != '[' || set->data[1] != ':')
        return false;
    while (length < set->length && set->data[length] != ':')
        length++;
    if (length + 1 >= set->length || set->data[length + 1] != ']')
        return false;
    struct slice name = {set->data + 2, length - 2};
    for (size_t i = 0; i < sizeof(class_ranges) / sizeof(class_ranges[0]); i++) {
        const struct class_range *range = &class_ranges[i];
        if (!slice_equals(name, range->name))
            continue;
        is_class = true;
        *found |= is_between(point, (uint32_t)range->first, (uint32_t)range->last, any_case);
    }
    if (is_class)
        advance(set, length + 2);
    return is_class;
}

/* One character of a set. False at the end of the pattern, where the set is not closed. */
static bool take_member(struct slice *set, uint32_t *point)
{
    if (next_is(*set, '\\'))
        advance(set, 1);
    if (set->length == 0)
        return false;
    *point = take(set);
    return true;
}

static bool take_range(struct slice *set, uint32_t *first, uint32_t *last)
{
    if (!take_member(set, first))
        return false;
    *last = *first;
    if (!next_is(*set, '-') || set->length < 2 || set->data[1] == ']')
        return true;
    advance(set, 1);
    return take_member(set, last);
}

/* Judges a character by a set, which begins after its bracket and is taken. False when the set is
 * not closed; then the bracket stands for itself. */
static bool take_set(struct slice *set, uint32_t point, bool any_case, bool *holds)
{
    struct slice rest = *set;
    bool negated = next_is(rest, '!') || next_is(rest, '^'), found = false;
    if (negated)
        advance(&rest, 1);
    for (bool begins = true; begins || !next_is(rest, ']'); begins = false) {
        uint32_t first, last;
        if (take_class(&rest, point, any_case, &found))
            continue;
        if (!take_range(&rest, &first, &last))
            return false;
        found |= is_between(point, first, last, any_case);
    }
    advance(&rest, 1);
    *set = rest;
    *holds = found != negated;
    return true;
}

/* Judges a character by the next part of a pattern, which is not empty, and takes that part. */
static bool take_part(struct slice *pattern, uint32_t point, bool any_case)
{
    bool holds;
    uint32_t wanted = take(pattern);
    if (wanted == '?')
        return true;
    if (wanted == '[' && take_set(pattern, point, any_case, &holds))
        return holds;
    if (wanted == '\\' && pattern->length == 0)
        return false;
    if (wanted == '\\')
        wanted = take(pattern);
    return is_between(point, wanted, wanted, any_case);
}

/* With `begins`, the text is the beginning of a longer one, so it matches when it ends before the
 * pattern does. After a failure only the last `*` takes more characters: it can take all that an
 * earlier one could. So the time is at most the product of the lengths. */
static bool is_like(struct slice pattern, struct slice text, bool any_case, bool begins)
{
    struct slice after_star = {0}, retry = {0};
    while (text.length > 0 || (pattern.length > 0 && !begins)) {
        if (next_is(pattern, '*')) {
            advance(&pattern, 1);
            after_star = pattern;
            retry = text;
            continue;
        }
        if (pattern.length > 0 && text.length > 0 && take_part(&pattern, take(&text), any_case))
            continue;
        if (after_star.data == NULL || retry.length == 0)
            return false;
        take(&retry);
        text = retry;
        pattern = after_star;
    }
    return true;
}

bool filter_glob(const char *pattern, const struct strbuf *text, bool any_case)
{
    return !text->failed && is_like(slice_of(pattern), strbuf_slice(text), any_case, false);
}

/* Removes a character from the end that is not whole. */
static struct slice cut_broken_end(struct slice text)
{
    uint32_t point;
    for (size_t size = 1; size <= 3 && size <= text.length; size++) {
        const char *end = text.data + text.length - size;
        if ((unsigned char)*end < 0x80)
            break;
        if ((unsigned char)*end >= 0xc0 && utf8_decode(end, size, &point) == 0)
            return (struct slice){text.data, text.length - size};
    }
    return text;
}

bool filter_glob_begins(const char *pattern, struct slice text)
{
    return is_like(slice_of(pattern), cut_broken_end(text), false, true);
}

size_t filter_glob_least(struct slice pattern)
{
    size_t least = 0;
    while (pattern.length > 0) {
        const char *part = pattern.data;
        if (*part == '*')
            advance(&pattern, 1);
        else
            take_part(&pattern, 0, false);
        size_t bytes = (size_t)(pattern.data - part) - (*part == '\\');
        least += *part == '*' ? 0 : *part == '[' ? 1 : bytes;
    }
    return least;
}

void filter_put_unix_name(struct strbuf *text, struct slice name)
{
    for (size_t i = 0; i < name.length; i++)
        strbuf_put_char(text, name.data[i] == '\0' ? '@' : name.data[i]);
}
