/* SPDX-License-Identifier: MIT */
#include "run/query.h"

#include <stdlib.h>

void query_free(struct query *query)
{
    selection_free(&query->selection);
    free(query->columns);
    free(query->arrangement.keys);
    query->columns = NULL;
    query->arrangement.keys = NULL;
    query->column_count = 0;
}
