/* SPDX-License-Identifier: MIT */
#include "filter/ranges.h"

#include <stdlib.h>

static bool is_below(struct filter_key left, struct filter_key right)
{
    if (left.high != right.high)
        return left.high < right.high;
    if (left.middle != right.middle)
        return left.middle < right.middle;
    return left.low < right.low;
}

static int compare(const void *left, const void *right)
{
    const struct filter_range *one = left, *other = right;
    return is_below(other->low, one->low) - is_below(one->low, other->low);
}

void filter_ranges_sort(struct filter_ranges *ranges)
{
    size_t kept = 0;
    if (ranges->count == 0)
        return;
    qsort(ranges->items, ranges->count, sizeof(*ranges->items), compare);
    for (size_t i = 1; i < ranges->count; i++) {
        struct filter_range *last = &ranges->items[kept];
        const struct filter_range *range = &ranges->items[i];
        if (is_below(last->high, range->low))
            ranges->items[++kept] = *range;
        else if (is_below(last->high, range->high))
            last->high = range->high;
    }
    ranges->count = kept + 1;
}

bool filter_ranges_have(const struct filter_ranges *ranges, struct filter_key key)
{
    size_t first = 0, last = ranges->count; /* the first range above the key is between them */
    while (first < last) {
        size_t middle = first + (last - first) / 2;
        if (is_below(key, ranges->items[middle].low))
            last = middle;
        else
            first = middle + 1;
    }
    return first > 0 && !is_below(ranges->items[first - 1].high, key);
}
