/* SPDX-License-Identifier: MIT */
#ifndef SOCKVIEW_COLUMN_COLUMNS_H
#define SOCKVIEW_COLUMN_COLUMNS_H

#include "column/column.h"

/* Every column, by group. Only columns.c includes this list of groups: the files of the groups do
 * not depend on it. */
extern const struct column_group *const column_groups[];
extern const size_t column_groups_count;

/* The number of columns. */
size_t columns_count(void);

/* Whether sockets of a family can have the columns of a group. */
bool column_group_belongs_to(const struct column_group *group, const struct family *family);

/* Whether sockets of a family can have the column. */
bool column_belongs_to(const struct column *column, const struct family *family);

/* Whether only some families have the column. */
bool column_is_special(const struct column *column);

/* Whether netlink reports the value of this socket and /proc/net does not. */
bool column_is_netlink_only(const struct column *column, const struct sock *sock);

/* The column at a place below columns_count(). Places are in the order of printing. */
const struct column *column_at(size_t place);

/* The column with a name, or NULL. */
const struct column *column_find(struct slice name);

#endif
