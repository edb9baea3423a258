/* SPDX-License-Identifier: MIT */
#include "column/column.h"

#include "column/number.h"

static bool read_from_short_block(const struct column_number *place, struct slice block,
                                  struct value *value)
{
    char room[8];
    return column_number_read(place, column_block(block, room), &value->number);
}

bool column_read(const struct column *column, struct slice block, struct value *value)
{
    const struct column_number place = column_number_of(column);
    return block.length < 8 ? read_from_short_block(&place, block, value)
                            : column_number_read(&place, block, &value->number);
}

bool column_get_number(const struct column *column, const struct sock *sock,
                       struct lookups *lookups, struct value *value)
{
    (void)lookups;
    return column_read(column, (struct slice){(const char *)sock, sizeof(*sock)}, value);
}

bool column_get_fact(const struct column *column, const struct sock *sock, struct lookups *lookups,
                     struct value *value)
{
    (void)lookups;
    return column_read(column, sock_fact(sock, column->fact), value);
}
