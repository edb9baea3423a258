/* SPDX-License-Identifier: MIT */
#ifndef SOCKVIEW_FAMILY_LOCAL_H
#define SOCKVIEW_FAMILY_LOCAL_H

#include "family/attribute.h"
#include "family/family.h"

/* Shared by families whose sockets reach only this machine or one of its devices. */

/* Takes a socket's memory (uint32_t[SK_MEMINFO_VARS]) and sets its queues from it. Packet and
 * netlink sockets report their queues nowhere else. */
void local_set_memory(struct sock *sock, const struct attribute *attribute);

/* The name of a packet socket's protocol (ETH_P_*, linux/if_ether.h), or NULL. */
const char *packet_protocol_name(uint16_t protocol);

/* struct family's protocol: its name, or its number when `name` is NULL. */
bool local_protocol(const char *name, const struct sock *sock, struct lookups *lookups,
                    struct value *value);

#endif
