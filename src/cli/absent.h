/* SPDX-License-Identifier: MIT */
#ifndef SOCKVIEW_CLI_ABSENT_H
#define SOCKVIEW_CLI_ABSENT_H

#include "column/column.h"

/* Appends when a socket in JSON does not have the column: clauses with semicolons between. Appends
 * nothing for a column that is left out only when --columns leaves it out. */
void absent_put_when(struct strbuf *text, const struct column *column);

#endif
