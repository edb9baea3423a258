/* SPDX-License-Identifier: MIT */
#ifndef SOCKVIEW_SOURCE_DESTROY_H
#define SOCKVIEW_SOURCE_DESTROY_H

#include "sock.h"
#include "util/error.h"

struct destroyer;

/* Opens a netlink socket in this thread's network namespace, to destroy sockets there (SOCK_DESTROY
 * in linux/sock_diag.h). NULL with `error`. Free it with destroyer_close. */
struct destroyer *destroyer_open(struct error *error);

/* Closes the socket. NULL is allowed. */
void destroyer_close(struct destroyer *destroyer);

/* Destroys the socket with this cookie, never another socket that now has its addresses. Returns 0
 * or an errno: ENOENT or ESTALE when the socket is gone or hidden by others with the same address;
 * EPERM without CAP_NET_ADMIN; EOPNOTSUPP when this kernel cannot destroy sockets or destroyer_can
 * is false. */
int destroyer_destroy(struct destroyer *destroyer, const struct sock *sock);

/* Reads the socket with this cookie again, with what `needs` (enum need) asks for. It borrows from
 * the destroyer until the next call. 0, or an errno as from destroyer_destroy. */
int destroyer_look_up(struct destroyer *destroyer, const struct sock *sock, unsigned needs,
                      struct sock *now);

/* Whether this process has CAP_NET_ADMIN. Without it the kernel destroys nothing. */
bool destroyer_is_permitted(void);

/* Whether a request to destroy the socket is possible at all. */
bool destroyer_can(const struct sock *sock);

#endif
