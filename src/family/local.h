/* SPDX-License-Identifier: MIT */
#ifndef SOCKVIEW_FAMILY_LOCAL_H
#define SOCKVIEW_FAMILY_LOCAL_H

#include "family/attribute.h"
#include "family/family.h"

/* The families whose sockets talk to this machine alone, or to a device of it. */

/* Takes the memory of a socket (uint32_t[SK_MEMINFO_VARS]), and its queues from it: packet and
 * netlink sockets have no other. */
void local_set_memory(struct sock *sock, const struct attribute *attribute);

/* The name of a packet socket's protocol (ETH_P_*, linux/if_ether.h), or NULL. */
const char *packet_protocol_name(uint16_t protocol);

/* struct family's protocol: its name, or its number when `name` is NULL. */
bool local_protocol(const char *name, const struct sock *sock, struct lookups *lookups,
                    struct value *value);

#endif
