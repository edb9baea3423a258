/* SPDX-License-Identifier: MIT */
#include "sink/cell.h"

static bool is_empty_list(const struct value *value)
{
    return value->type == VALUE_PROCESSES && value_processes(value)->count == 0;
}

/* Why there is no value. False where the column has no reason. */
static bool put_reason(struct strbuf *text, const struct column *column, const struct sock *sock,
                       struct lookups *lookups)
{
    struct slice reason = {0};
    if (column->reason != NULL)
        reason = column->reason(sock, lookups);
    if (reason.length == 0)
        return false;
    strbuf_put_char(text, '[');
    strbuf_put(text, reason.data, reason.length);
    strbuf_put_char(text, ']');
    return true;
}

enum colour cell_put(struct strbuf *text, const struct column *column, const struct sock *sock,
                     struct lookups *lookups, enum value_style style)
{
    struct value value = {.colour = COLOUR_NONE};
    bool is_sign = column_is_sign(column);
    bool known = column_get(column, sock, lookups, &value);
    if ((!known || is_empty_list(&value)) && put_reason(text, column, sock, lookups))
        return value.colour;
    if (known && is_sign)
        strbuf_put(text, value_text(&value).data, value_text(&value).length);
    else if (known)
        value_put(text, &value, style);
    else if (!is_sign)
        strbuf_put_char(text, '-');
    return value.colour;
}

size_t cell_least_width(const struct column *column, bool has_header)
{
    return has_header || column_is_sign(column) ? strlen(column->header) : 0;
}
