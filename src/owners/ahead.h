/* SPDX-License-Identifier: MIT */
#ifndef SOCKVIEW_OWNERS_AHEAD_H
#define SOCKVIEW_OWNERS_AHEAD_H

#include <stdbool.h>

#include "owners/owners.h"

/* Makes what was found ahead (owners_read_ahead) the result of the scan of `proc`. False when that
 * is not enough and everything has to be read again: nothing was found ahead, an announced socket
 * is not there, or one of those that are checked is not held any more as it was. */
bool owners_take_ahead(struct owners *owners, const char *proc);

/* Drops the checks of what was found ahead, if there are any. */
void owners_end_ahead(struct owners *owners);

#endif
