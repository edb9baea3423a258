/* SPDX-License-Identifier: MIT */
#ifndef SOCKVIEW_FAMILY_INET_H
#define SOCKVIEW_FAMILY_INET_H

#include "family/family.h"

/* The internet protocols share one layout of requests and answers (linux/inet_diag.h) and one of
 * the files in /proc/net (proc_net_tcp in the kernel documentation). */

extern const struct address_family address_inet;
extern const struct address_family address_inet6;

/* For struct family's netlink_only. */
#define INET_NETLINK_ONLY (HAVE_MARK | HAVE_INTERFACE | HAVE_COOKIE | HAVE_CGROUP)

/* struct family's request. It writes a struct inet_diag_req_v2, and for the table `whole` a struct
 * inet_diag_req. */
size_t inet_request(const struct family *family, const struct socket_table *table,
                    const struct request *request, void *body, size_t size);

/* struct family's request_one. */
size_t inet_request_one(const struct sock *sock, unsigned needs, void *body, size_t size);

/* struct family's parse_diag, for struct inet_diag_msg and its attributes. */
enum parse_result inet_parse_diag(const struct family *family, const struct socket_table *table,
                                  const void *body, size_t length, struct sock *sock);

/* struct family's parse_proc. */
enum parse_result inet_parse_proc(const struct family *family, const struct socket_table *table,
                                  const char *line, size_t length, struct sock *sock);

/* struct family's endpoint: an address, a port and its service. */
bool inet_endpoint(const struct sock *sock, const struct endpoint *end, unsigned parts,
                   struct lookups *lookups, struct value *value);

/* Sets the state from a number of the kernel. A number that is not known leaves it unknown. */
void inet_set_state(const struct family *family, struct sock *sock, unsigned number);

/* Sets inode and uid. Inode 0 means that the socket has no file. The uid 0 that the kernel reports
 * with it has no meaning, so both stay unknown. */
void inet_set_owner(struct sock *sock, uint32_t inode, uint32_t uid);

#endif
