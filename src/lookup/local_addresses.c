/* SPDX-License-Identifier: MIT */
#include "lookup/local_addresses.h"

#include <errno.h>
#include <ifaddrs.h>
#include <netinet/in.h>
#include <stdlib.h>
#include <string.h>

#include "util/array.h"
#include "util/ipv4_mapped.h"

/* False for an address that is none of IP. */
static bool read_address(const struct sockaddr *from, uint8_t address[16])
{
    struct sockaddr_in ipv4;
    struct sockaddr_in6 ipv6;
    if (from == NULL || (from->sa_family != AF_INET && from->sa_family != AF_INET6))
        return false;
    if (from->sa_family == AF_INET) {
        memcpy(&ipv4, from, sizeof(ipv4));
        ipv4_map(address, (const uint8_t *)&ipv4.sin_addr);
    } else {
        memcpy(&ipv6, from, sizeof(ipv6));
        memcpy(address, &ipv6.sin6_addr, 16);
    }
    return true;
}

static bool add(struct local_addresses *addresses, const struct local_address *address)
{
    struct local_address *items =
        array_reserve(addresses->items, &addresses->capacity, addresses->count, sizeof(*items));
    if (items == NULL)
        return false;
    addresses->items = items;
    items[addresses->count++] = *address;
    addresses->sorted = false;
    return true;
}

int local_addresses_learn(struct local_addresses *addresses, uint32_t netns)
{
    struct ifaddrs *list;
    if (getifaddrs(&list) != 0)
        return errno;
    for (const struct ifaddrs *at = list; at != NULL; at = at->ifa_next) {
        struct local_address address = {.netns = netns};
        if (read_address(at->ifa_addr, address.address) && !add(addresses, &address))
            addresses->failed = true;
    }
    freeifaddrs(list);
    return 0;
}

static int compare(const void *left, const void *right)
{
    const struct local_address *one = left, *other = right;
    int order = memcmp(one->address, other->address, sizeof(one->address));
    return order != 0 ? order : (one->netns > other->netns) - (one->netns < other->netns);
}

/* All of 127.0.0.0/8 is local without being the address of a device (RFC 1122, 3.2.1.3). */
static bool is_loopback(const uint8_t address[16])
{
    return IN6_IS_ADDR_LOOPBACK((const struct in6_addr *)address) ||
           (ipv4_is_mapped(address) && address[IPV4_MAPPED_PREFIX] == 127);
}

bool local_addresses_have(struct local_addresses *addresses, uint32_t netns,
                          const uint8_t address[16])
{
    struct local_address key = {.netns = netns};
    if (is_loopback(address))
        return true;
    if (addresses->count == 0)
        return false;
    if (!addresses->sorted)
        qsort(addresses->items, addresses->count, sizeof(*addresses->items), compare);
    addresses->sorted = true;
    memcpy(key.address, address, sizeof(key.address));
    return bsearch(&key, addresses->items, addresses->count, sizeof(key), compare) != NULL;
}

void local_addresses_free(struct local_addresses *addresses)
{
    free(addresses->items);
    *addresses = (struct local_addresses){0};
}
