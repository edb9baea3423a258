/* SPDX-License-Identifier: MIT */
#ifndef SOCKVIEW_COLUMN_GROUPS_H
#define SOCKVIEW_COLUMN_GROUPS_H

#include <endian.h>

#include "column/column.h"

/* The place of a C bit field in its byte. `first` is the number of bits declared before it in the
 * byte, `count` is its width. The kernel's headers leave the order to the compiler, which goes by
 * the byte order. */
#if __BYTE_ORDER == __BIG_ENDIAN
#define BIT_FIELD(first, count) .first_bit = 8 - (first) - (count), .bits = (count)
#else
#define BIT_FIELD(first, count) .first_bit = (first), .bits = (count)
#endif

/* Columns of every socket. */
extern const struct column_group columns_base;

/* The accept queue of a listener. */
extern const struct column_group columns_listener;

/* IP addresses in one form. */
extern const struct column_group columns_ip;

/* Parts of the owners, as lists. */
extern const struct column_group columns_owner_lists;

/* What became of a socket since the answer before. */
extern const struct column_group columns_change;

/* Columns of one family's sockets, from its own answers. */
extern const struct column_group columns_mptcp;
extern const struct column_group columns_sctp;
extern const struct column_group columns_tipc;
extern const struct column_group columns_xdp;

/* State and counters of a TCP connection (struct tcp_info). */
extern const struct column_group columns_tcp_info;

/* The congestion control algorithm of a TCP connection and its own state. */
extern const struct column_group columns_congestion;

/* The upper layer protocol that the kernel runs over TCP: TLS, or Multipath TCP with the socket as
 * its subflow. */
extern const struct column_group columns_ulp;

/* TCP-MD5 signatures. */
extern const struct column_group columns_md5;

/* The memory of a socket's buffers, and dropped packets. */
extern const struct column_group columns_memory;

/* Options that are set on an internet socket (struct inet_diag_sockopt). */
extern const struct column_group columns_sockopt;

/* Columns that only sockets of some families have. */
extern const struct column_group columns_protocol;
extern const struct column_group columns_unix;
extern const struct column_group columns_packet;
extern const struct column_group columns_netlink;

/* Who is at the other end of a connection. */
extern const struct column_group columns_peers;

/* How fast the counters of a socket grow. */
extern const struct column_group columns_rates;

/* From where a listener or an unconnected datagram socket can be reached. */
extern const struct column_group columns_exposure;

/* Who began a connection, and for which service. */
extern const struct column_group columns_direction;

/* Whether a process holds a socket, and why none does. */
extern const struct column_group columns_owner_status;

/* Security contexts of a socket and its owners. */
extern const struct column_group columns_contexts;

/* The processes that the scan saw holding a socket; for a socket that was destroyed or is gone
 * (-c), its last known owners. NULL and 0 when there are none. Valid until the next call. */
const struct process *columns_find_owners(const struct sock *sock, struct lookups *lookups,
                                          size_t *count);

/* What was read of owners beyond their names, and only --columns and filters bring in. */
extern const struct column_group columns_holders;

/* Whether every value of such a column is known for an owner that was seen. */
bool columns_know_owner(const struct column *column, const struct process *owner);

/* Whether a list has a text. */
bool columns_have_text(const struct slice *items, size_t count, struct slice text);

/* Whether no process can hold the socket, so that its list of owners is known to be empty. */
bool columns_have_no_owner(const struct sock *sock);

/* A word of the column owner_status, with its meaning. */
struct owner_status_row {
    const char *name;
    const char *help;
};

extern const struct owner_status_row owner_status_rows[];
extern const size_t owner_status_rows_count;

/* Why no process holds a socket, as a word of the column owner_status; empty where that is not
 * known. Valid for ever. */
struct slice column_owner_reason(const struct sock *sock, struct lookups *lookups);

#endif
