/* SPDX-License-Identifier: MIT */
#include "filter/patterns.h"

#include <string.h>

/* The longest run of characters that stand for themselves, up to a set of characters or a
 * backslash, after which this is less simple. */
static struct filter_pattern read_pattern(struct slice text)
{
    struct filter_pattern pattern = {.text = text.data};
    size_t end = strcspn(text.data, "[\\");
    for (size_t at = 0; at < end; at++) {
        size_t length = strcspn(text.data + at, "*?[\\");
        if (length > pattern.literal.length) {
            pattern.literal = (struct slice){text.data + at, length};
            pattern.begins = at == 0;
        }
        at += length;
    }
    return pattern;
}

bool filter_patterns_make(struct filter_set *set, struct arena *arena)
{
    set->patterns = arena_alloc(arena, set->count * sizeof(*set->patterns));
    for (size_t i = 0; set->patterns != NULL && i < set->count; i++)
        set->patterns[i] = read_pattern(set->tests[i]->text);
    return set->patterns != NULL;
}

/* Sorts out most patterns in less time than they take. */
static bool may_match(const struct filter_pattern *pattern, struct slice text)
{
    const struct slice *literal = &pattern->literal;
    if (literal->length == 0)
        return true;
    if (literal->length > text.length)
        return false;
    return pattern->begins ? memcmp(text.data, literal->data, literal->length) == 0
                           : memmem(text.data, text.length, literal->data, literal->length) != NULL;
}

bool filter_patterns_have(const struct filter_set *set, const struct strbuf *text)
{
    struct slice content = strbuf_slice(text);
    for (size_t i = 0; i < set->count; i++) {
        const struct filter_pattern *pattern = &set->patterns[i];
        if (may_match(pattern, content) && filter_glob(pattern->text, text, false))
            return true;
    }
    return false;
}
