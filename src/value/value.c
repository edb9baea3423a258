/* SPDX-License-Identifier: MIT */
#include "value/value.h"

#include "util/number.h"
#include "value/put.h"

/* Some readers of JSON cannot represent 64-bit integers. So a number that is not a quantity is a
 * string there. */
const struct value_type_row value_types[VALUE_TYPES] = {
    [VALUE_UNSIGNED] = {"number", "integer", ",\"minimum\":0", "1", true, value_text_number,
                        value_json_number, value_compare_numbers, value_key_number,
                        .is_number = true},
    [VALUE_FLAG] = {"true or false", "boolean", "", "true", false, value_text_number,
                    value_json_number, value_compare_numbers, value_key_number, .is_number = true},
    [VALUE_HEX] = {"hexadecimal string", "string", ",\"pattern\":\"^[0-9a-f]{1,16}$\"", "2f", false,
                   value_text_number, value_json_number, value_compare_numbers, value_key_number,
                   .is_number = true},
    [VALUE_TEXT] = {"string", "string", "", "text", false, value_text_text, value_json_text,
                    value_compare_text, value_key_text},
    [VALUE_TEXTS] = {"list of strings", "array", ",\"items\":{\"type\":[\"string\",\"null\"]}",
                     "[\"nginx\"]", false, value_text_texts, value_json_texts, value_compare_texts,
                     value_key_texts},
    [VALUE_NUMBERS] = {"list of numbers", "array",
                       ",\"items\":{\"type\":\"integer\",\"minimum\":0}", "[812,813]", false,
                       value_text_numbers, value_json_numbers, value_compare_lists_of_numbers,
                       value_key_numbers},
    [VALUE_ADDRESS] = {"string", "string", "", "192.0.2.7", false, value_text_address,
                       value_json_address, value_compare_addresses, value_key_address},
    [VALUE_ENDPOINT] = {"string", "string", "", "192.0.2.7:443", false, value_text_endpoint,
                        value_json_endpoint, value_compare_endpoints, value_key_endpoint},
    [VALUE_PROCESSES] = {"list of objects", "array", ",\"items\":{\"$ref\":\"#/$defs/process\"}",
                         "[{\"pid\":812,\"name\":\"nginx\",\"fd\":6}]", false, value_text_processes,
                         value_json_processes, value_compare_processes, value_key_processes},
    [VALUE_RECORDS] = {"list of objects", "array", ",\"items\":{\"type\":\"object\"}", "[]", false,
                       value_text_records, value_json_records, value_compare_text, value_key_text},
};

static const struct value_type_row *row_of(const struct value *value)
{
    assert(value->type < VALUE_TYPES);
    return &value_types[value->type];
}

void value_put(struct strbuf *buffer, const struct value *value, enum value_style style)
{
    /* Most values are numbers, and their text needs no search for a function. */
    if (value->type == VALUE_UNSIGNED)
        number_put(buffer, value_number(value));
    else if (style == VALUE_JSON)
        row_of(value)->put_json(buffer, value);
    else
        row_of(value)->put_text(buffer, value, style);
}

int value_compare(const struct value *left, const struct value *right)
{
    assert(left->type == right->type);
    return row_of(left)->compare(left, right);
}

void value_put_key(struct strbuf *key, const struct value *value)
{
    row_of(value)->put_key(key, value);
}
