/* SPDX-License-Identifier: MIT */
#include "cli/candidates.h"

#include <ctype.h>
#include <stdint.h>
#include <stdlib.h>

#include "util/escape.h"
#include "util/number.h"
#include "util/utf8.h"

void candidates_keep(struct candidates *candidates, size_t length)
{
    struct slice typed = candidates->typed;
    candidates->kept.length += length;
    candidates->typed = slice_skip(typed, length);
}

static int fold(char character)
{
    return character == '-' ? '_' : tolower((unsigned char)character);
}

bool candidates_match(const struct candidates *candidates, struct slice name)
{
    struct slice typed = candidates->typed;
    size_t i = 0;
    while (i < typed.length && i < name.length && fold(typed.data[i]) == fold(name.data[i]))
        i++;
    return i == typed.length;
}

static bool is_plain(struct slice text)
{
    for (size_t at = 0; at < text.length;) {
        uint32_t point;
        size_t length = utf8_decode(text.data + at, text.length - at, &point);
        if (length == 0 || utf8_is_hidden(point) || (at == 0 && utf8_joins(point)))
            return false;
        at += length;
    }
    return true;
}

static bool is_known(const struct candidates *candidates, struct slice text)
{
    for (size_t i = 0; i < candidates->count; i++) {
        if (candidates->items[i].text.length == text.length &&
            memcmp(candidates->items[i].text.data, text.data, text.length) == 0)
            return true;
    }
    return false;
}

static bool grow(struct candidates *candidates)
{
    if (candidates->count < candidates->capacity)
        return true;
    size_t capacity = candidates->capacity == 0 ? 64 : candidates->capacity * 2;
    void *larger = reallocarray(candidates->items, capacity, sizeof(*candidates->items));
    if (larger == NULL)
        return false;
    candidates->items = larger;
    candidates->capacity = capacity;
    return true;
}

void candidates_add(struct candidates *candidates, struct slice text, struct slice help)
{
    if (text.length == 0 || !is_plain(text) || is_known(candidates, text))
        return;
    char *copy = arena_copy(&candidates->texts, text.data, text.length);
    char *help_copy = arena_copy(&candidates->texts, help.data, help.length);
    if (copy == NULL || (help_copy == NULL && help.length > 0) || !grow(candidates)) {
        candidates->failed = true;
        return;
    }
    candidates->items[candidates->count++] =
        (struct candidate){{copy, text.length}, {help_copy, help.length}};
}

void candidates_offer(struct candidates *candidates, const char *name, const char *help)
{
    if (candidates_match(candidates, slice_of(name)))
        candidates_add(candidates, slice_of(name), slice_of(help == NULL ? "" : help));
}

void candidates_leave_out(struct candidates *candidates, const char *name)
{
    candidates->left_out += candidates_match(candidates, slice_of(name));
}

/* A line for people. It cannot be taken for a candidate. */
static void put_left_out(const struct candidates *candidates, struct strbuf *output)
{
    if (candidates->left_out == 0)
        return;
    strbuf_put_string(output, "\tand ");
    number_put(output, candidates->left_out);
    strbuf_put_string(output, " more: type more to see them");
}

void candidates_put(const struct candidates *candidates, struct strbuf *output)
{
    static const char *const kinds[] = {
        [CANDIDATES_WORD] = "",
        [CANDIDATES_LIST] = "list",
        [CANDIDATES_FILTER] = "filter",
        [CANDIDATES_FILES] = "files",
    };
    bool fits = is_plain(candidates->kept);
    if (fits)
        strbuf_put(output, candidates->kept.data, candidates->kept.length);
    strbuf_put_char(output, '\t');
    strbuf_put_string(output, kinds[candidates->kind]);
    put_left_out(candidates, output);
    strbuf_put_char(output, '\n');
    for (size_t i = 0; i < candidates->count && fits; i++) {
        strbuf_put(output, candidates->items[i].text.data, candidates->items[i].text.length);
        strbuf_put_char(output, '\t');
        escape_line(output, candidates->items[i].help, false);
        strbuf_put_char(output, '\n');
    }
}

void candidates_free(struct candidates *candidates)
{
    free(candidates->items);
    arena_free(&candidates->texts);
    *candidates = (struct candidates){0};
}
