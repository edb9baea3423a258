/* SPDX-License-Identifier: MIT */
#ifndef SOCKVIEW_UTIL_IPV4_MAPPED_H
#define SOCKVIEW_UTIL_IPV4_MAPPED_H

#include <stdbool.h>
#include <stdint.h>
#include <string.h>

/* IPv4 addresses as IPv6 addresses, ::ffff:a.b.c.d (RFC 4291, 2.5.5.2). All are in network order.
 */

/* The first bytes of every IPv4-mapped address. The IPv4 address follows them. */
enum { IPV4_MAPPED_PREFIX = 12 };

/* Whether an IPv6 address is an IPv4-mapped one. */
static inline bool ipv4_is_mapped(const uint8_t address[16])
{
    static const uint8_t prefix[IPV4_MAPPED_PREFIX] = {[10] = 0xff, [11] = 0xff};
    return memcmp(address, prefix, sizeof(prefix)) == 0;
}

/* Makes the IPv4-mapped address of an IPv4 address. */
static inline void ipv4_map(uint8_t mapped[16], const uint8_t ipv4[4])
{
    memset(mapped, 0, IPV4_MAPPED_PREFIX);
    mapped[10] = mapped[11] = 0xff;
    memcpy(mapped + IPV4_MAPPED_PREFIX, ipv4, 4);
}

#endif
