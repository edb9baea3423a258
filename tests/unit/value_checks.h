/* SPDX-License-Identifier: MIT */
#ifndef SOCKVIEW_TESTS_UNIT_VALUE_CHECKS_H
#define SOCKVIEW_TESTS_UNIT_VALUE_CHECKS_H

#include "support.h"
#include "value/value.h"

/* Writes the value as one of a type. */
static inline void check_style(enum value_type type, const struct value *value,
                               enum value_style style, const char *expected)
{
    struct strbuf buffer = {0};
    struct value typed = *value;
    typed.type = type;
    value_put(&buffer, &typed, style);
    assert_text(&buffer, expected);
}

static inline void check_cell(enum value_type type, const struct value *value, const char *expected)
{
    check_style(type, value, VALUE_CELL, expected);
}

static inline void check_json(enum value_type type, const struct value *value, const char *expected)
{
    check_style(type, value, VALUE_JSON, expected);
}

static inline void check_plain(enum value_type type, const struct value *value,
                               const char *expected)
{
    check_style(type, value, VALUE_PLAIN, expected);
}

static inline struct value processes_value(const struct process *items, size_t count,
                                           bool descriptor)
{
    return (struct value){
        .processes = {.items = items, .count = count, .with_descriptor = descriptor}};
}

#endif
