/* SPDX-License-Identifier: MIT */
#ifndef SOCKVIEW_COLUMN_GROUPS_H
#define SOCKVIEW_COLUMN_GROUPS_H

#include "column.h"

/* What every socket has. */
extern const struct column_group columns_base;

/* Security contexts of a socket and its owners. */
extern const struct column_group columns_contexts;

#endif
