/* SPDX-License-Identifier: MIT */
#ifndef SOCKVIEW_FAMILY_INET_H
#define SOCKVIEW_FAMILY_INET_H

#include "family/family.h"

/* What the internet protocols share: one layout of requests and answers (linux/inet_diag.h) and
 * one of the files in /proc/net (proc_net_tcp in the kernel's documentation). */

extern const struct address_family address_inet;
extern const struct address_family address_inet6;

/* struct family's tells. */
#define INET_TELLS (HAVE_MARK | HAVE_INTERFACE | HAVE_COOKIE | HAVE_CGROUP)

/* struct family's request, for struct inet_diag_req_v2, and for struct inet_diag_req when the table
 * is the family's `whole`. */
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

/* Sets the state from the kernel's number; an unknown number stays unknown. */
void inet_set_state(const struct family *family, struct sock *sock, unsigned number);

/* Sets inode and uid. Inode 0 means that there is no file, and the kernel then gives uid 0 for
 * want of one: unknown. */
void inet_set_owner(struct sock *sock, uint32_t inode, uint32_t uid);

#endif
