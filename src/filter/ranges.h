/* SPDX-License-Identifier: MIT */
#ifndef SOCKVIEW_FILTER_RANGES_H
#define SOCKVIEW_FILTER_RANGES_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

/* Many ranges of numbers of up to 192 bits, of which one is found in few steps. Only for the files
 * of filter/. */

/* A number, or an address with a port in its last part. */
struct filter_key {
    uint64_t high, middle, low;
};

/* All keys from `low` to `high`, both included. */
struct filter_range {
    struct filter_key low, high;
};

struct filter_ranges {
    struct filter_range *items; /* borrowed */
    size_t count;
};

/* The key of a plain number. */
static inline struct filter_key filter_key_of(uint64_t number)
{
    return (struct filter_key){.low = number};
}

/* Sorts the ranges, and makes one of those that overlap. */
void filter_ranges_sort(struct filter_ranges *ranges);

/* Whether a key is in one of the ranges, which are sorted. */
bool filter_ranges_have(const struct filter_ranges *ranges, struct filter_key key);

#endif
