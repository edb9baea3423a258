/* SPDX-License-Identifier: MIT */
#include "column/column.h"

#include <string.h>

static bool read_number(const char *field, size_t size, struct value *value)
{
    uint64_t u64;
    uint32_t u32;
    uint16_t u16;
    switch (size) {
    case sizeof(u64):
        memcpy(&u64, field, sizeof(u64));
        value->number = u64;
        return true;
    case sizeof(u32):
        memcpy(&u32, field, sizeof(u32));
        value->number = u32;
        return true;
    case sizeof(u16):
        memcpy(&u16, field, sizeof(u16));
        value->number = u16;
        return true;
    case 1:
        value->number = (unsigned char)*field;
        return true;
    default:
        return false;
    }
}

bool column_read(const struct column *column, struct slice block, struct value *value)
{
    if (block.length < column->offset + column->size ||
        !read_number(block.data + column->offset, column->size, value))
        return false;
    if (column->bits > 0)
        value->number = value->number >> column->first_bit & ((UINT64_C(1) << column->bits) - 1);
    return true;
}

bool column_get_number(const struct column *column, const struct sock *sock,
                       struct lookups *lookups, struct value *value)
{
    (void)lookups;
    return read_number((const char *)sock + column->offset, column->size, value);
}

bool column_get_fact(const struct column *column, const struct sock *sock, struct lookups *lookups,
                     struct value *value)
{
    (void)lookups;
    return column_read(column, sock_fact(sock, column->fact), value);
}
