/* SPDX-License-Identifier: MIT */
#ifndef SOCKVIEW_COLUMN_RATES_H
#define SOCKVIEW_COLUMN_RATES_H

#include "lookups.h"
#include "sock.h"

/* Keeps the counters of a socket, to compare them with those of the next look. Call it for every
 * socket before its rates are asked for (NEED_RATES). `time` is the time of the look
 * (clock_steady). */
void column_rates_keep(const struct sock *sock, struct lookups *lookups, uint64_t time);

/* How many packets a socket dropped since the look before. False when that is not known. */
bool column_rates_drops(const struct sock *sock, struct lookups *lookups, uint64_t *count);

#endif
