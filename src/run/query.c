/* SPDX-License-Identifier: MIT */
#include "run/query.h"

#include <stdlib.h>

void query_free(struct query *query)
{
    selection_free(&query->selection);
    free(query->columns);
    free(query->sentence);
    free(query->arrangement.keys);
    free(query->arrangement.grouping.fields);
    free(query->arrangement.grouping.totals);
    free(query->arrangement.grouping.columns);
    arena_free(&query->texts);
    query->columns = query->sentence = NULL;
    query->arrangement = (struct arrangement){.kill = query->arrangement.kill};
    query->column_count = 0;
}
