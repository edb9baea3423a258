/* SPDX-License-Identifier: MIT */
#ifndef SOCKVIEW_FILTER_UNITS_H
#define SOCKVIEW_FILTER_UNITS_H

#include "column/column.h"
#include "util/strbuf.h"

/* What the numbers of a column measure. */
enum quantity { QUANTITY_NONE, QUANTITY_TIME, QUANTITY_SIZE, QUANTITY_RATE };

/* The unit of a column: `scale` nanoseconds, bytes, or bits per second. */
struct unit {
    enum quantity quantity;
    uint64_t scale; /* 1 for QUANTITY_NONE */
};

/* The unit of a column's numbers. */
struct unit unit_of(const struct column *column);

/* Reads the value that a column is compared with into the column's own unit: NUMBER, or LOW-HIGH,
 * each with a unit of the same quantity or without one ("5ms", "1MiB", "1ms-5ms"). A value that is
 * no whole number in the unit of the column is none. False when it is no such value, or when only
 * one end of a range has a unit. */
bool unit_range_read(const struct column *column, struct slice text, uint64_t *low, uint64_t *high);

/* Whether a word is a unit of any quantity, in capitals or small letters. */
bool unit_is(struct slice word);

/* Appends the units that values of a column may have: "; units are us, ms, s, min". Nothing when it
 * has none. */
void unit_put_words(const struct column *column, struct strbuf *text);

#endif
