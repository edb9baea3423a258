/* SPDX-License-Identifier: MIT */
#ifndef SOCKVIEW_COLUMN_GROUPS_H
#define SOCKVIEW_COLUMN_GROUPS_H

#include "column.h"

/* What every socket has. */
extern const struct column_group columns_base;

/* Packets that the kernel threw away. */
extern const struct column_group columns_drops;

/* What is known of a family's own sockets. */
extern const struct column_group columns_mptcp;
extern const struct column_group columns_sctp;
extern const struct column_group columns_tipc;
extern const struct column_group columns_xdp;

#endif
