/* SPDX-License-Identifier: MIT */
#ifndef SOCKVIEW_RUN_TABLE_NOTES_H
#define SOCKVIEW_RUN_TABLE_NOTES_H

#include "run/tables.h"

/* Adds notes about everything that the report of a dump of families[family] says is missing. Counts
 * the table as answered if it was read. */
void table_notes_add(struct tables *tables, size_t family, const struct dump *dump,
                     const struct dump_report *report);

/* Adds a note when a source failed unexpectedly and the next one is asked instead. A table that the
 * kernel lacks, or a socket that it forbids, is expected. */
void table_notes_add_trouble(struct tables *tables, const struct dump_report *report);

#endif
