/* SPDX-License-Identifier: MIT */
#ifndef SOCKVIEW_VIEW_ROW_COLUMNS_H
#define SOCKVIEW_VIEW_ROW_COLUMNS_H

#include "column/column.h"

/* A getter: the number of `size` bytes at `offset` of the row of a view. With `zero_matters`, 0 is
 * unknown. */
bool view_get_number(const struct column *column, const struct sock *sock, struct lookups *lookups,
                     struct value *value);

/* A getter: the struct people at `offset` of the row of a view. */
bool view_get_people(const struct column *column, const struct sock *sock, struct lookups *lookups,
                     struct value *value);

/* For the type and the getter of a column: a number, or processes, in the structure of a row. */
#define ROW_NUMBER(structure, field)                                                               \
    VALUE_UNSIGNED, .get = view_get_number, .offset = offsetof(struct structure, field),           \
                    .size = sizeof(((struct structure *)NULL)->field)
#define ROW_PEOPLE(structure, field)                                                               \
    VALUE_PROCESSES, .get = view_get_people, .offset = offsetof(struct structure, field)

#endif
