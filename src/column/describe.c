/* SPDX-License-Identifier: MIT */
#include "column/describe.h"

#include <ctype.h>
#include <string.h>

#include "column/columns.h"
#include "family/families.h"
#include "util/escape.h"

/* Units with which a name ends. */
static const struct {
    const char *suffix, *unit;
} suffixes[] = {
    {"_us", "microseconds"}, {"_ms", "milliseconds"}, {"_bps", "bits per second"},
    {"_bytes", "bytes"},     {"_256ths", "256ths"},   {"_rate", "per second"},
};

/* Units, with a number of them as an example. */
static const struct {
    const char *name, *example;
} units[] = {
    {"bytes", "65536"},
    {"segments", "10"},
    {"packets", "3"},
    {"chunks", "3"},
    {"DATA chunks", "3"},
    {"frames", "256"},
    {"connections", "2"},
    {"bits", "7"},
    {"bits per second", "94000000"},
    {"microseconds", "1250"},
    {"milliseconds", "200"},
    {"seconds", "30"},
    {"256ths", "739"},
    {"1024ths", "64"},
    {"per second", "10"},
    {"kernel clock ticks", "25"},
};
enum { UNITS = sizeof(units) / sizeof(units[0]) };

static bool ends_with(const char *text, const char *end)
{
    size_t length = strlen(text), end_length = strlen(end);
    return length >= end_length && strcmp(text + length - end_length, end) == 0;
}

/* The unit that stands at the start of a text, as a whole word. */
static const char *unit_at(const char *text)
{
    for (size_t i = 0; i < UNITS; i++) {
        size_t length = strlen(units[i].name);
        if (strncmp(text, units[i].name, length) == 0 && !isalnum((unsigned char)text[length]))
            return units[i].name;
    }
    return NULL;
}

/* A help may begin with the subject and a colon. */
static const char *unit_of_help(const char *help)
{
    const char *unit = unit_at(help), *colon = strstr(help, ": ");
    if (unit == NULL && colon != NULL)
        unit = unit_at(colon + 2);
    for (const char *at = strstr(help, " in "); unit == NULL && at != NULL;
         at = strstr(at + 1, " in "))
        unit = unit_at(at + 4);
    return unit == NULL ? "" : unit;
}

struct slice column_unit(const struct column *column)
{
    if (column->type != VALUE_UNSIGNED)
        return slice_of("");
    for (size_t i = 0; i < sizeof(suffixes) / sizeof(suffixes[0]); i++) {
        if (ends_with(column->name, suffixes[i].suffix))
            return slice_of(suffixes[i].unit);
    }
    return slice_of(unit_of_help(column->help));
}

static void put_clause(struct strbuf *text, size_t start, const char *clause)
{
    strbuf_put_string(text, text->length > start ? "; " : "");
    strbuf_put_string(text, clause);
}

static void put_families(struct strbuf *text, size_t start, const struct column *column)
{
    size_t count = 0;
    if (!column_is_special(column))
        return;
    put_clause(text, start, "the socket is of another family than ");
    for (size_t i = 0; i < families_count; i++) {
        if (!column_belongs_to(column, families[i]))
            continue;
        strbuf_put_string(text, count++ == 0 ? "" : ", ");
        strbuf_put_string(text, families[i]->name);
    }
}

/* Why a field of the record can be missing, where more can be said than that it is. */
static const struct {
    uint64_t have;
    const char *clause;
} missing[] = {
    {HAVE_INODE, "no program has the socket open, as in TIME_WAIT"},
    {HAVE_UID, "the kernel keeps no user, as in TIME_WAIT"},
    {HAVE_MARK, "sockview runs without CAP_NET_ADMIN"},
    {HAVE_TIMER_DETAIL, "no timer runs"},
    {HAVE_PEER_INODE, "the socket has no peer"},
    {HAVE_V6ONLY, "the socket is not of IPv6"},
    {HAVE_CHANGE, "there was no answer before"},
};

void column_put_null_when(struct strbuf *text, const struct column *column)
{
    size_t start = text->length;
    put_families(text, start, column);
    if (column->have != 0 || column->needs & NEED_DETAILS)
        put_clause(text, start, "the kernel does not report it");
    for (size_t i = 0; i < sizeof(missing) / sizeof(missing[0]); i++) {
        if (column->have & missing[i].have)
            put_clause(text, start, missing[i].clause);
    }
    if (column->needs & NEED_HOLDERS)
        put_clause(text, start,
                   "no process was seen to hold the socket, and owner_status says why");
    if (column->needs & NEED_RATES)
        put_clause(text, start, "there was no answer before to compare with");
    if (column->null_when != NULL)
        put_clause(text, start, column->null_when);
}

static const char *example_of(const struct column *column)
{
    struct slice unit = column_unit(column);
    for (size_t i = 0; column->example == NULL && i < UNITS; i++) {
        if (slice_equals(unit, units[i].name))
            return units[i].example;
    }
    return column->example != NULL ? column->example : value_types[column->type].example;
}

void column_put_example(struct strbuf *text, const struct column *column)
{
    if (strcmp(value_types[column->type].json_type, "string") == 0)
        escape_json(text, slice_of(example_of(column)));
    else
        strbuf_put_string(text, example_of(column));
}
