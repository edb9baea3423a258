/* SPDX-License-Identifier: MIT */
#ifndef SOCKVIEW_COLUMN_GROUPS_H
#define SOCKVIEW_COLUMN_GROUPS_H

#include "column.h"

/* What every socket has. */
extern const struct column_group columns_base;

/* What only sockets of these families have. */
extern const struct column_group columns_protocol;
extern const struct column_group columns_unix;
extern const struct column_group columns_packet;
extern const struct column_group columns_netlink;

#endif
