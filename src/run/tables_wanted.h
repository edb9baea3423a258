/* SPDX-License-Identifier: MIT */
#ifndef SOCKVIEW_RUN_TABLES_WANTED_H
#define SOCKVIEW_RUN_TABLES_WANTED_H

#include "run/tables.h"

/* What has to be read of a family, by its place in families[]. */

/* Whether sockets of a family are read beside those that are shown, whatever the filter says: any
 * of them may be the other end of one that is shown, or the listener that it came through. */
bool tables_reads_others(const struct tables *tables, size_t family);

/* Whether a table of the family has to be read. */
bool tables_wants(const struct tables *tables, size_t family, const struct socket_table *table);

/* Whether any of its tables has to be read. */
bool tables_wants_any(const struct tables *tables, size_t family);

/* The states that its sockets have to be read in, as bits (state_bit). */
uint32_t tables_wanted_states(const struct tables *tables, size_t family);

#endif
