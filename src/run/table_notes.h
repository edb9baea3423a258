/* SPDX-License-Identifier: MIT */
#ifndef SOCKVIEW_RUN_TABLE_NOTES_H
#define SOCKVIEW_RUN_TABLE_NOTES_H

#include "run/tables.h"

/* Adds to the notes what the report of a dump of families[family] says is missing from the answer,
 * and counts the table among the answers if it was read. */
void table_notes_add(struct tables *tables, size_t family, const struct dump *dump,
                     const struct dump_report *report);

#endif
