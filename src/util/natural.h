/* SPDX-License-Identifier: MIT */
#ifndef SOCKVIEW_UTIL_NATURAL_H
#define SOCKVIEW_UTIL_NATURAL_H

#include "util/slice.h"

/* Less than, equal to or greater than 0, as the left text comes before the right one, is the same,
 * or comes after it. Bytes are compared by their value, whatever the locale, and a row of digits by
 * the number that it writes, however long it is: eth2 comes before eth10. Texts that differ in
 * leading zeros alone go byte by byte. */
int natural_compare(struct slice left, struct slice right);

#endif
