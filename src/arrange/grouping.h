/* SPDX-License-Identifier: MIT */
#ifndef SOCKVIEW_ARRANGE_GROUPING_H
#define SOCKVIEW_ARRANGE_GROUPING_H

#include "column/field.h"

/* What rows are counted by (--count-by), and what is added up of them (--total). The columns of a
 * group are its fields, the count, and a sum for each of `totals`. Starts zeroed: nothing is
 * counted. */
struct grouping {
    bool asked;
    struct field *fields; /* owned by the query, as are `totals` and `columns` */
    size_t field_count;
    const struct column **totals; /* of type VALUE_UNSIGNED */
    size_t total_count;
    struct column *columns; /* of a group (column/cells.h) */
};

#endif
