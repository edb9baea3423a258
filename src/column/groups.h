/* SPDX-License-Identifier: MIT */
#ifndef SOCKVIEW_COLUMN_GROUPS_H
#define SOCKVIEW_COLUMN_GROUPS_H

#include <endian.h>

#include "column/column.h"

/* Where a C bit field of `count` bits lies in its byte, which the kernel's headers leave to the
 * compiler: `first` counts from where the fields begin. */
#if __BYTE_ORDER == __BIG_ENDIAN
#define BIT_FIELD(first, count) .first_bit = 8 - (first) - (count), .bits = (count)
#else
#define BIT_FIELD(first, count) .first_bit = (first), .bits = (count)
#endif

/* What every socket has. */
extern const struct column_group columns_base;

/* What is known of a family's own sockets. */
extern const struct column_group columns_mptcp;
extern const struct column_group columns_sctp;
extern const struct column_group columns_tipc;
extern const struct column_group columns_xdp;

/* What TCP knows of a connection (struct tcp_info). */
extern const struct column_group columns_tcp_info;

/* The congestion control of a TCP connection, and what it tells of itself. */
extern const struct column_group columns_congestion;

/* What the kernel itself speaks above TCP: TLS, or Multipath TCP, whose subflow it then is. */
extern const struct column_group columns_ulp;

/* TCP-MD5 signatures. */
extern const struct column_group columns_md5;

/* The memory of a socket's buffers, and packets that were thrown away. */
extern const struct column_group columns_memory;

/* Options that are set on an internet socket (struct inet_diag_sockopt). */
extern const struct column_group columns_sockopt;

/* What only sockets of these families have. */
extern const struct column_group columns_protocol;
extern const struct column_group columns_unix;
extern const struct column_group columns_packet;
extern const struct column_group columns_netlink;
/* Security contexts of a socket and its owners. */
extern const struct column_group columns_contexts;

/* Who holds a socket, as far as it was seen; of one that was destroyed, who last did. NULL and 0
 * for nobody. Valid until the next call. */
const struct process *columns_find_owners(const struct sock *sock, struct lookups *lookups,
                                          size_t *count);

#endif
