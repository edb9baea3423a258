/* SPDX-License-Identifier: MIT */
#include <string.h>

#include "util/number.h"
#include "value/put.h"

static char *write_text(char *at, const char *text, size_t length)
{
    memcpy(at, text, length);
    return at + length;
}

static char *write_json_hex(char *at, uint64_t number)
{
    *at++ = '"';
    at = number_write_hex(at, number);
    *at++ = '"';
    return at;
}

char *value_write_number(char *at, enum value_type type, uint64_t number, enum value_style style)
{
    assert(type <= VALUE_HEX);
    if (value_is_decimal(type, style))
        return number_write(at, number);
    if (type == VALUE_FLAG)
        return number != 0 ? write_text(at, "true", 4) : write_text(at, "false", 5);
    return style == VALUE_JSON ? write_json_hex(at, number) : number_write_hex(at, number);
}

void value_text_number(struct strbuf *buffer, const struct value *value, enum value_style style)
{
    char *at = strbuf_reserve(buffer, VALUE_NUMBER_MOST);
    if (at == NULL)
        return;
    at = value_write_number(at, value->type, value_number(value), style);
    buffer->length = (size_t)(at - buffer->data);
}

void value_json_number(struct strbuf *buffer, const struct value *value)
{
    value_text_number(buffer, value, VALUE_JSON);
}
