/* SPDX-License-Identifier: MIT */
#include "checks.h"

#include "column/columns.h"
#include "family/families.h"

/* The length of the UTF-8 sequence at the start, 0 for none: by the table of RFC 3629. */
static size_t sequence_length(const unsigned char *bytes, size_t length)
{
    static const struct {
        unsigned char first, last, least, most;
        size_t length;
    } rows[] = {
        {0x00, 0x7f, 0x00, 0x00, 1}, {0xc2, 0xdf, 0x80, 0xbf, 2}, {0xe0, 0xe0, 0xa0, 0xbf, 3},
        {0xe1, 0xec, 0x80, 0xbf, 3}, {0xed, 0xed, 0x80, 0x9f, 3}, {0xee, 0xef, 0x80, 0xbf, 3},
        {0xf0, 0xf0, 0x90, 0xbf, 4}, {0xf1, 0xf3, 0x80, 0xbf, 4}, {0xf4, 0xf4, 0x80, 0x8f, 4},
    };
    for (size_t i = 0; i < sizeof(rows) / sizeof(rows[0]); i++) {
        if (bytes[0] < rows[i].first || bytes[0] > rows[i].last)
            continue;
        bool good = rows[i].length <= length;
        for (size_t j = 1; good && j < rows[i].length; j++)
            good = bytes[j] >= (j == 1 ? rows[i].least : 0x80) &&
                   bytes[j] <= (j == 1 ? rows[i].most : 0xbf);
        return good ? rows[i].length : 0;
    }
    return 0;
}

void check_clean(struct slice text)
{
    const unsigned char *bytes = (const unsigned char *)text.data;
    for (size_t at = 0; at < text.length;) {
        size_t size = sequence_length(bytes + at, text.length - at);
        fuzz_demand(size > 0, "not UTF-8", text);
        bool control = bytes[at] < 0x20 || bytes[at] == 0x7f ||
                       (size == 2 && bytes[at] == 0xc2 && bytes[at + 1] < 0xa0);
        fuzz_demand(!control, "a control character", text);
        at += size;
    }
}

static void check_style(const struct value *value, enum value_style style)
{
    struct strbuf text = {0};
    value_put(&text, value, style);
    struct slice shown = strbuf_slice(&text);
    fuzz_demand(!text.failed && text.length > 0, "nothing was written", shown);
    check_clean(shown);
    if (style == VALUE_JSON)
        check_json(shown);
    if (style == VALUE_CELL || style == VALUE_CELL_ASCII)
        fuzz_demand(slice_find(shown, ' ') == NULL, "a blank in a cell", shown);
    for (size_t i = 0; style == VALUE_CELL_ASCII && i < text.length; i++)
        fuzz_demand((unsigned char)text.data[i] < 0x80, "not ASCII", shown);
    strbuf_free(&text);
}

void check_columns(const struct sock *sock, struct lookups *lookups)
{
    for (size_t i = 0; i < columns_count(); i++) {
        struct value value = {0};
        if (!column_get(column_at(i), sock, lookups, &value))
            continue;
        struct slice name = slice_of(column_at(i)->name);
        fuzz_demand(value.type == column_at(i)->type, "the type of another column", name);
        fuzz_demand(value_compare(&value, &value) == 0, "not equal to itself", name);
        for (enum value_style style = VALUE_CELL; style <= VALUE_JSON; style++)
            check_style(&value, style);
    }
}

const struct socket_table *table_at(size_t place, const struct family **family)
{
    for (size_t i = 0;; i = (i + 1) % families_count) {
        *family = families[i];
        if (place < families[i]->table_count)
            return &families[i]->tables[place];
        place -= families[i]->table_count;
        if (families[i]->whole != NULL && place-- == 0)
            return families[i]->whole;
    }
}

static struct lookups lookups = {.numeric = true};

static void free_lookups(void)
{
    lookups_free(&lookups);
}

struct lookups *lasting_lookups(void)
{
    static bool started;
    if (!started)
        atexit(free_lookups);
    started = true;
    return &lookups;
}
