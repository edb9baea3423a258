/* SPDX-License-Identifier: MIT */
#ifndef SOCKVIEW_LOOKUP_LOCAL_ADDRESSES_H
#define SOCKVIEW_LOOKUP_LOCAL_ADDRESSES_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

/* An address that is local to a network namespace. */
struct local_address {
    uint8_t address[16]; /* IPv4 as IPv4-mapped */
    uint32_t netns;
};

/* The addresses of network namespaces. Starts zeroed. */
struct local_addresses {
    struct local_address *items; /* owned; in order, when `sorted` */
    size_t count, capacity;
    bool sorted;
    bool failed; /* memory ran out */
};

/* Learns the addresses of the devices in the network namespace of this thread. Returns 0, or an
 * errno when they cannot be read; then only loopback addresses are local. */
int local_addresses_learn(struct local_addresses *addresses, uint32_t netns);

/* Whether an address, IPv4 as IPv4-mapped, is local to a namespace. Those of loopback always are.
 */
bool local_addresses_have(struct local_addresses *addresses, uint32_t netns,
                          const uint8_t address[16]);

/* Frees the addresses. */
void local_addresses_free(struct local_addresses *addresses);

#endif
