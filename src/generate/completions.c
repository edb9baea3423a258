/* SPDX-License-Identifier: MIT */
#include <stdio.h>

#include "generate/parts.h"

/* The words that shells offer by themselves where the program is not found: options and states,
 * with blanks between. */
static void put_static_words(void)
{
    for (size_t i = 0; i < option_rows_count; i++) {
        const struct option_row *row = &option_rows[i];
        if (row->hidden)
            continue;
        if (row->short_name != 0)
            printf("-%c ", row->short_name);
        printf("--%s ", row->name);
    }
    generate_put_words(ARGUMENT_STATES, " ");
    putchar('\n');
}

const struct generate_part completion_parts[] = {
    {"static-words", put_static_words},
};
const size_t completion_parts_count = sizeof(completion_parts) / sizeof(completion_parts[0]);
