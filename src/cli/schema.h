/* SPDX-License-Identifier: MIT */
#ifndef SOCKVIEW_CLI_SCHEMA_H
#define SOCKVIEW_CLI_SCHEMA_H

#include "sink/format.h"
#include "util/strbuf.h"

/* Appends the JSON Schema (2020-12) of an answer in the format json, or of a line of ndjson, in
 * lines. It is made from the tables of columns, warnings and totals. */
void schema_put(struct strbuf *text, const struct format *format);

/* Appends what --list-columns tells, with the facts of the schema, as a JSON array. */
void schema_put_columns(struct strbuf *text);

#endif
