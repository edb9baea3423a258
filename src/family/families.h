/* SPDX-License-Identifier: MIT */
#ifndef SOCKVIEW_FAMILY_FAMILIES_H
#define SOCKVIEW_FAMILY_FAMILIES_H

#include "family/family.h"
#include "util/slice.h"

/* Every family of sockets, in the order of printing. Each is the constant `family_NAME` in its own
 * file. */
/* clang-format off */
#define FAMILIES(FAMILY)                                                                           \
    FAMILY(tcp)                                                                                    \
    FAMILY(udp)                                                                                    \
    FAMILY(udplite)                                                                                \
    FAMILY(raw)                                                                                    \
    FAMILY(mptcp)                                                                                  \
    FAMILY(sctp)                                                                                   \
    FAMILY(dccp)                                                                                   \
    FAMILY(unix)                                                                                   \
    FAMILY(packet)                                                                                 \
    FAMILY(netlink)                                                                                \
    FAMILY(vsock)                                                                                  \
    FAMILY(tipc)                                                                                   \
    FAMILY(xdp)
/* clang-format on */

#define FAMILY_DECLARE(name) extern const struct family family_##name;
FAMILIES(FAMILY_DECLARE)
#undef FAMILY_DECLARE

extern const struct family *const families[];
extern const size_t families_count;

/* The address family at a place in the list of all address families, which has the order of
 * families[]. NULL after the last. */
const struct address_family *families_address(size_t place);

/* The address family with a number (AF_*), or NULL. */
const struct address_family *families_find_address(int number);

/* The address family that a word for -f names, or NULL. */
const struct address_family *families_find_word(struct slice word);

#endif
