/* SPDX-License-Identifier: MIT */
#ifndef SOCKVIEW_SOURCE_DIAG_H
#define SOCKVIEW_SOURCE_DIAG_H

#include "source/source.h"

struct diag;

/* Opens a netlink socket to sock_diag (sock_diag(7)). NULL with `error`. Free it with
 * diag_close. */
struct diag *diag_open(struct error *error);

/* Closes the socket. NULL is allowed. */
void diag_close(struct diag *diag);

/* The inode of the netlink socket itself (as sock->inode), 0 when it is not open. */
uint32_t diag_inode(const struct diag *diag);

/* Dumps one table and emits each socket as it arrives, in constant memory. An interrupted dump is
 * repeated if nothing was emitted yet; otherwise the report says that it was interrupted. */
void diag_dump(struct diag *diag, const struct dump *dump, struct dump_report *report);

/* The source that reads sock_diag. Its handle is a struct diag. */
extern const struct source source_netlink;

#endif
