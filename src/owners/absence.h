/* SPDX-License-Identifier: MIT */
#ifndef SOCKVIEW_OWNERS_ABSENCE_H
#define SOCKVIEW_OWNERS_ABSENCE_H

#include "owners/links.h"

/* Why no process was seen to hold a socket. Only the files of this folder use it; others ask
 * owners_absence. */

/* Looks for what holds those announced sockets that no process was seen to hold. Does nothing when
 * there are none. Called once, after the scan of `proc`. */
void owners_explain_absences(struct owners *owners, const char *proc);

/* How many announced sockets have no owner for this reason. */
size_t absence_count(struct owners *owners, enum owner_absence absence);

#endif
