/* SPDX-License-Identifier: MIT */
#include "view/row_columns.h"

#include "column/cells.h"
#include "value/people.h"

bool view_get_number(const struct column *column, const struct sock *sock, struct lookups *lookups,
                     struct value *value)
{
    (void)lookups;
    const char *at = (const char *)sock->cells + column->offset;
    value->number = column->size == sizeof(uint64_t) ? *(const uint64_t *)(const void *)at
                                                     : *(const uint32_t *)(const void *)at;
    return !column->zero_matters || value->number > 0;
}

bool view_get_people(const struct column *column, const struct sock *sock, struct lookups *lookups,
                     struct value *value)
{
    (void)lookups;
    const char *at = (const char *)sock->cells + column->offset;
    return people_get((const struct people *)(const void *)at, value);
}
