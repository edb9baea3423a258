/* SPDX-License-Identifier: MIT */
#ifndef SOCKVIEW_RUN_TABLE_SOURCES_H
#define SOCKVIEW_RUN_TABLE_SOURCES_H

#include "run/tables.h"

/* The sources that tables are read from. */

/* Opens the sources that the query allows, in this thread's network namespace. `netns` is its
 * inode, 0 if unknown. A source that cannot be opened is reported when a table is read. */
void table_sources_open(struct tables *tables, uint32_t netns);

/* Reads one table of families[family], or all of a recording, from the first source that can
 * provide it, and from the next one if that fails before it shows a socket. Adds notes about what
 * is missing (run/table_notes.h). */
void table_sources_read(struct tables *tables, size_t family, const struct dump *dump);

/* Takes the netlink socket out of the sources; NULL when there is none. The caller closes it with
 * diag_close. */
struct diag *table_sources_release_diag(struct tables *tables);

/* Closes the sources. */
void table_sources_close(struct tables *tables);

#endif
