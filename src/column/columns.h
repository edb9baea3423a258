/* SPDX-License-Identifier: MIT */
#ifndef SOCKVIEW_COLUMN_COLUMNS_H
#define SOCKVIEW_COLUMN_COLUMNS_H

#include "column/column.h"

/* The table of all columns. The files of the groups know nothing of it. */
extern const struct column_group *const column_groups[];
extern const size_t column_groups_count;

/* How many columns there are. */
size_t columns_count(void);

/* Whether sockets of a family can have the columns of a group. */
bool column_group_belongs_to(const struct column_group *group, const struct family *family);

/* Whether sockets of a family can have the column. */
bool column_belongs_to(const struct column *column, const struct family *family);

/* Whether only some families have the column, of which netlink alone tells: /proc/net says of every
 * family the same. */
bool column_is_special(const struct column *column);

/* The column at a place below columns_count(), in the order of printing. */
const struct column *column_at(size_t place);

/* The column of that name, or NULL. */
const struct column *column_find(struct slice name);

#endif
