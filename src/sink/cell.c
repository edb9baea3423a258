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

static void put_unknown(struct strbuf *text, const struct column *column, const struct sock *sock,
                        struct lookups *lookups)
{
    if (!put_reason(text, column, sock, lookups) && !column_is_sign(column))
        strbuf_put_char(text, '-');
}

enum colour cell_put(struct strbuf *text, const struct column *column, const struct sock *sock,
                     struct lookups *lookups, enum value_style style)
{
    struct value value; /* not cleared: that would take as long as the rest */
    if (!column_get(column, sock, lookups, &value)) {
        put_unknown(text, column, sock, lookups);
        return COLOUR_NONE;
    }
    if (is_empty_list(&value) && put_reason(text, column, sock, lookups))
        return value.colour;
    if (column_is_sign(column))
        strbuf_put(text, value_text(&value).data, value_text(&value).length);
    else
        value_put(text, &value, style);
    return value.colour;
}

size_t cell_least_width(const struct column *column, bool has_header)
{
    return has_header || column_is_sign(column) ? strlen(column->header) : 0;
}
