/* SPDX-License-Identifier: MIT */
#include "run/query.h"

#include <stdlib.h>

void query_free(struct query *query)
{
    selection_free(&query->selection);
    free(query->columns);
    query->columns = NULL;
    query->column_count = 0;
}
