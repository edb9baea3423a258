/* SPDX-License-Identifier: MIT */
#ifndef SOCKVIEW_COLUMN_CHANGE_H
#define SOCKVIEW_COLUMN_CHANGE_H

#include "column/column.h"

/* What became of the socket since the answer before, as one sign: + new, ~ changed, - gone. Without
 * a value where nothing did. The first column of a table that is drawn in place; nobody chooses it
 * by name, so it is in no group. */
extern const struct column column_change_sign;

#endif
