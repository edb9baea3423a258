/* SPDX-License-Identifier: MIT */
#ifndef SOCKVIEW_SUMMARY_SS_H
#define SOCKVIEW_SUMMARY_SS_H

#include "summary/print.h"

/* TOTALS_SS: appends the totals as ss -s writes them. What the kernel does not count for this
 * network namespace is `-`. */
void summary_put_ss(struct strbuf *buffer, const struct summary_output *output);

#endif
