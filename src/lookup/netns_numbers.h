/* SPDX-License-Identifier: MIT */
#ifndef SOCKVIEW_LOOKUP_NETNS_NUMBERS_H
#define SOCKVIEW_LOOKUP_NETNS_NUMBERS_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "lookup/lookup.h"

/* Numbers that the kernel keeps for a network namespace. */
enum netns_number {
    NETNS_LISTEN_OVERFLOWS, /* /proc/net/netstat, as the next two */
    NETNS_LISTEN_DROPS,
    NETNS_BACKLOG_DROPS,
    NETNS_TCP_MEMORY, /* pages, on the whole machine */
    NETNS_TCP_MEMORY_LIMIT,
    NETNS_TIME_WAIT,
    NETNS_TIME_WAIT_LIMIT,
    NETNS_ORPHANS, /* on the whole machine */
    NETNS_ORPHANS_LIMIT,
    NETNS_FIRST_PORT, /* of ip_local_port_range */
    NETNS_LAST_PORT,
    NETNS_PORTS, /* those of that range that are not reserved */
    NETNS_NUMBERS
};

/* The numbers at one moment. Starts zeroed: nothing is known. */
struct netns_numbers {
    uint32_t netns; /* inode of the namespace, 0 if unknown */
    uint32_t known; /* a bit for each number */
    uint64_t values[NETNS_NUMBERS];
};

/* The numbers of a namespace in this look, and in the one before. */
struct netns_looks {
    struct netns_numbers now, before;
    bool read; /* in this look, so `now` is known */
};

/* Sets a number. */
static inline void netns_number_set(struct netns_numbers *numbers, enum netns_number number,
                                    uint64_t value)
{
    numbers->values[number] = value;
    numbers->known |= UINT32_C(1) << number;
}

/* Whether a number is known; `value` is then set. */
static inline bool netns_number_get(const struct netns_numbers *numbers, enum netns_number number,
                                    uint64_t *value)
{
    *value = numbers->values[number];
    return numbers->known & UINT32_C(1) << number;
}

/* To be called before each look. What the look before did not find is forgotten. */
void netns_numbers_begin(struct lookup_states *states);

/* Keeps the numbers of a namespace for this look. Those that were kept for it last become those of
 * the look before. When memory runs out, a note comes of it (lookup_states_failed). */
void netns_numbers_keep(struct lookup_states *states, const struct netns_numbers *numbers);

/* What was kept, at a place counted from 0; NULL after the last. Valid until the next
 * netns_numbers_keep. */
const struct netns_looks *netns_numbers_at(struct lookup_states *states, size_t place);

/* The numbers of a namespace in this look, or NULL. Valid until the next netns_numbers_keep. */
const struct netns_numbers *netns_numbers_find(struct lookup_states *states, uint32_t netns);

#endif
