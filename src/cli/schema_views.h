/* SPDX-License-Identifier: MIT */
#ifndef SOCKVIEW_CLI_SCHEMA_VIEWS_H
#define SOCKVIEW_CLI_SCHEMA_VIEWS_H

#include "util/strbuf.h"

/* The parts of the schema for the answers that are views (view/view.h). Each appends JSON. */

/* A definition for the rows of each section: "row_of_NAME":{...}, each with a comma after it. */
void schema_put_view_rows(struct strbuf *text);

/* The members of the document that have the rows, each with a comma after it. */
void schema_put_view_members(struct strbuf *text);

/* The members that an answer of each view has, as alternatives, each with a comma before it. */
void schema_put_view_choices(struct strbuf *text);

/* References to rows that formats of rows alone print, each with a comma before it. */
void schema_put_view_lines(struct strbuf *text);

#endif
