/* SPDX-License-Identifier: MIT */
#ifndef SOCKVIEW_COLUMN_CHANGE_H
#define SOCKVIEW_COLUMN_CHANGE_H

#include "column/column.h"

/* What became of the socket since the answer before, as one sign: + new, ~ changed, - gone. No
 * value when nothing changed. It is the first column of a table that is drawn in place. It cannot
 * be chosen by name, so it is in no group. */
extern const struct column column_change_sign;

#endif
