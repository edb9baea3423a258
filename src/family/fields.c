/* SPDX-License-Identifier: MIT */
#include "family/fields.h"

#include "util/number.h"

bool fields_next(struct slice *line, struct slice *field)
{
    size_t start = 0;
    while (start < line->length && line->data[start] == ' ')
        start++;
    size_t end = start;
    while (end < line->length && line->data[end] != ' ')
        end++;
    *field = (struct slice){line->data + start, end - start};
    *line = (struct slice){line->data + end, line->length - end};
    return field->length > 0;
}

bool fields_take(struct slice *line, struct slice *fields, size_t count)
{
    for (size_t i = 0; i < count; i++) {
        if (!fields_next(line, &fields[i]))
            return false;
    }
    return true;
}

bool fields_decimal(struct slice field, uint32_t most, uint32_t *number)
{
    uint64_t value;
    if (!number_parse(field, most, &value))
        return false;
    *number = (uint32_t)value;
    return true;
}

bool fields_hex(struct slice field, uint32_t most, uint32_t *number)
{
    uint64_t value;
    if (!number_parse_hex(field, most, &value))
        return false;
    *number = (uint32_t)value;
    return true;
}
