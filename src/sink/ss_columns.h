/* SPDX-License-Identifier: MIT */
#ifndef SOCKVIEW_SINK_SS_COLUMNS_H
#define SOCKVIEW_SINK_SS_COLUMNS_H

#include "util/strbuf.h"

/* The places of what stands before the process in a row of ss. An address ends at the right side of
 * its place, and its port begins after it. */
enum {
    SS_NETID,
    SS_STATE,
    SS_RECV_Q,
    SS_SEND_Q,
    SS_LOCAL,
    SS_LOCAL_PORT,
    SS_PEER,
    SS_PEER_PORT,
    SS_FIELDS
};

/* Ends each of these fields, also an empty one, in a row that has no places yet. No name holds it,
 * because control characters are escaped. */
enum { SS_FIELD_END = '\x1f' };

/* Widths of the fields, in places on a screen. Starts zeroed. */
struct ss_columns {
    size_t widths[SS_FIELDS];
};

/* Widens the columns for a row. */
void ss_columns_measure(struct ss_columns *columns, struct slice row);

/* Appends the row with its fields in their places. A longer field pushes the rest. A column of no
 * width is left out. */
void ss_columns_put(const struct ss_columns *columns, struct strbuf *output, struct slice row);

#endif
