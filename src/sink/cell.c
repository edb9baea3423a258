/* SPDX-License-Identifier: MIT */
#include "sink/cell.h"

enum colour cell_put(struct strbuf *text, const struct column *column, const struct sock *sock,
                     struct lookups *lookups, enum value_style style)
{
    struct value value = {.colour = COLOUR_NONE};
    bool is_sign = column_is_sign(column);
    bool known = column_get(column, sock, lookups, &value);
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
