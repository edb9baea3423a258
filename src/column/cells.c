/* SPDX-License-Identifier: MIT */
#include "column/cells.h"

#include "value/pack.h"

/* The types of the values before are those of the columns before in the same array. */
bool cells_get(const struct column *column, const struct sock *sock, struct lookups *lookups,
               struct value *value)
{
    bool known = false;
    (void)lookups;
    if (sock->cells == NULL)
        return false;
    struct slice rest = sock->cells->packed;
    const struct column *first = column - column->offset;
    for (const struct column *at = first; at <= column; at++)
        known = value_unpack(&rest, at->type, value);
    return known;
}

void cells_make_column(struct column *column, size_t place)
{
    column->get = cells_get;
    column->offset = (uint16_t)place;
}
