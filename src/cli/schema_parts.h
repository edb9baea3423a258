/* SPDX-License-Identifier: MIT */
#ifndef SOCKVIEW_CLI_SCHEMA_PARTS_H
#define SOCKVIEW_CLI_SCHEMA_PARTS_H

#include "column/column.h"
#include "util/strbuf.h"

/* Parts of the schema. Each appends JSON. */

/* "name": with its colon. */
void schema_put_name(struct strbuf *text, const char *name);

/* A text as a JSON string. */
void schema_put_text(struct strbuf *text, struct slice content);

/* The word at a place of the list of all that a column can be, or NULL after the last; NULL for a
 * column whose values have no such list. */
const char *schema_word(const struct column *column, size_t place);

/* The schema of a column's value. */
void schema_put_column(struct strbuf *text, const struct column *column);

/* The schema of the value of a column of rows that are no sockets. It may be null. */
void schema_put_cell(struct strbuf *text, const struct column *column);

/* The schema of the value by which sockets are counted: of one member, where the column is a list.
 */
void schema_put_counted(struct strbuf *text, const struct column *column);

/* One object of --list-columns --json: the facts of a column. */
void schema_put_facts(struct strbuf *text, const struct column *column);

#endif
