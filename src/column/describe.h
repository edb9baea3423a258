/* SPDX-License-Identifier: MIT */
#ifndef SOCKVIEW_COLUMN_DESCRIBE_H
#define SOCKVIEW_COLUMN_DESCRIBE_H

#include "column/column.h"

/* What follows from the row of a column and is told to people, in the schema. */

/* The unit of the column's numbers. The name ends with it, or the help begins with it or says "in"
 * before it. Empty when the numbers have no unit. Valid for ever. */
struct slice column_unit(const struct column *column);

/* Appends when the value is null: clauses with semicolons between. Appends nothing when it never
 * is. */
void column_put_null_when(struct strbuf *text, const struct column *column);

/* Appends an example of the value, as JSON. */
void column_put_example(struct strbuf *text, const struct column *column);

#endif
