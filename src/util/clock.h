/* SPDX-License-Identifier: MIT */
#ifndef SOCKVIEW_UTIL_CLOCK_H
#define SOCKVIEW_UTIL_CLOCK_H

#include <stdint.h>

#include "util/strbuf.h"

#define CLOCK_SECOND UINT64_C(1000000000)

/* Digits after the decimal point wherever a time is shown: milliseconds. */
enum { TIME_DIGITS = 3 };

/* The time of day in nanoseconds since 1970 (CLOCK_REALTIME). */
uint64_t clock_of_day(void);

/* Nanoseconds since some fixed moment. This clock is never set back (CLOCK_MONOTONIC). */
uint64_t clock_steady(void);

/* Nanoseconds that the threads of this process have used of processors so far. */
uint64_t clock_processor(void);

/* Appends a time of day as in RFC 3339, in UTC: "2026-01-02T03:04:05.678Z". `digits` is the number
 * of digits after the decimal point, at most 9. */
void clock_put_time(struct strbuf *buffer, uint64_t of_day, unsigned digits);

#endif
