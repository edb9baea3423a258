/* SPDX-License-Identifier: MIT */
#include "filter/units.h"

#include <string.h>
#include <strings.h>

#include "column/describe.h"
#include "filter/tree.h"

/* Units of columns (column_unit). */
static const struct {
    const char *name;
    struct unit unit;
} columns[] = {
    {"microseconds", {QUANTITY_TIME, 1000}},  {"milliseconds", {QUANTITY_TIME, 1000000}},
    {"seconds", {QUANTITY_TIME, 1000000000}}, {"bytes", {QUANTITY_SIZE, 1}},
    {"bits per second", {QUANTITY_RATE, 1}},
};

/* Units that may stand after a number. Of two with the same end, the longer one comes first. A bare
 * K is none, because it stands for 1000 and for 1024. */
static const struct {
    const char *suffix;
    struct unit unit;
} words[] = {
    {"us", {QUANTITY_TIME, 1000}},         {"ms", {QUANTITY_TIME, 1000000}},
    {"s", {QUANTITY_TIME, 1000000000}},    {"min", {QUANTITY_TIME, 60000000000}},
    {"kB", {QUANTITY_SIZE, 1000}},         {"MB", {QUANTITY_SIZE, 1000000}},
    {"KiB", {QUANTITY_SIZE, 1024}},        {"MiB", {QUANTITY_SIZE, 1024 * 1024}},
    {"kbps", {QUANTITY_RATE, 1000}},       {"Mbps", {QUANTITY_RATE, 1000000}},
    {"Gbps", {QUANTITY_RATE, 1000000000}},
};
enum { WORDS = sizeof(words) / sizeof(words[0]) };

struct unit unit_of(const struct column *column)
{
    struct slice name = column_unit(column);
    for (size_t i = 0; i < sizeof(columns) / sizeof(columns[0]); i++) {
        if (slice_equals(name, columns[i].name))
            return columns[i].unit;
    }
    return (struct unit){QUANTITY_NONE, 1};
}

static bool ends_with(struct slice text, const char *end)
{
    size_t length = strlen(end);
    return text.length > length && memcmp(text.data + text.length - length, end, length) == 0;
}

/* Takes the unit off the end of a number. Returns its scale, 0 when there is none. */
static uint64_t take_unit(enum quantity quantity, struct slice *text)
{
    for (size_t i = 0; i < WORDS; i++) {
        if (words[i].unit.quantity != quantity || !ends_with(*text, words[i].suffix))
            continue;
        text->length -= strlen(words[i].suffix);
        return words[i].unit.scale;
    }
    return 0;
}

/* `has_unit` receives whether there is one. */
static bool read_number(struct unit unit, struct slice text, uint64_t *number, bool *has_unit)
{
    uint64_t scale = take_unit(unit.quantity, &text), scaled;
    *has_unit = scale != 0;
    if (!filter_number_read(text, UINT64_MAX, number))
        return false;
    if (scale == 0)
        return true;
    if (__builtin_mul_overflow(*number, scale, &scaled) || scaled % unit.scale != 0)
        return false;
    *number = scaled / unit.scale;
    return true;
}

bool unit_range_read(const struct column *column, struct slice text, uint64_t *low, uint64_t *high)
{
    const char *dash = text.length == 0 ? NULL : memchr(text.data, '-', text.length);
    size_t length = dash == NULL ? text.length : (size_t)(dash - text.data);
    struct slice first = {text.data, length};
    struct slice second = dash == NULL ? text : slice_skip(text, length + 1);
    struct unit unit = unit_of(column);
    bool first_has, second_has;
    return read_number(unit, first, low, &first_has) &&
           read_number(unit, second, high, &second_has) && first_has == second_has && *low <= *high;
}

bool unit_is(struct slice word)
{
    for (size_t i = 0; i < WORDS; i++) {
        if (word.length == strlen(words[i].suffix) &&
            strncasecmp(word.data, words[i].suffix, word.length) == 0)
            return true;
    }
    return false;
}

void unit_put_words(const struct column *column, struct strbuf *text)
{
    struct unit unit = unit_of(column);
    const char *before = "; units are ";
    for (size_t i = 0; unit.quantity != QUANTITY_NONE && i < WORDS; i++) {
        if (words[i].unit.quantity != unit.quantity || words[i].unit.scale % unit.scale != 0)
            continue;
        strbuf_put_string(text, before);
        strbuf_put_string(text, words[i].suffix);
        before = ", ";
    }
}
