/* SPDX-License-Identifier: MIT */
#ifndef SOCKVIEW_SOURCE_DESTROY_H
#define SOCKVIEW_SOURCE_DESTROY_H

#include "sock.h"
#include "util/error.h"

struct destroyer;

/* Opens a netlink socket in this thread's network namespace, to destroy sockets of it (SOCK_DESTROY
 * of linux/sock_diag.h). NULL with `error`. Freed with destroyer_close. */
struct destroyer *destroyer_open(struct error *error);

/* Closes the socket; NULL is fine. */
void destroyer_close(struct destroyer *destroyer);

/* Destroys the socket with this cookie, and never another that has taken its addresses. 0, or the
 * errno of the kernel: ENOENT or ESTALE when it is gone or cannot be found behind others with
 * the same address, EPERM without CAP_NET_ADMIN, EOPNOTSUPP when this kernel cannot, and when
 * destroyer_can says so. */
int destroyer_destroy(struct destroyer *destroyer, const struct sock *sock);

/* Whether this process has CAP_NET_ADMIN, without which the kernel destroys nothing. */
bool destroyer_is_permitted(void);

/* Whether such a request can be made for the socket at all. */
bool destroyer_can(const struct sock *sock);

#endif
