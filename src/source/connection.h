/* SPDX-License-Identifier: MIT */
#ifndef SOCKVIEW_SOURCE_CONNECTION_H
#define SOCKVIEW_SOURCE_CONNECTION_H

#include "filter/exact.h"
#include "source/source.h"

/* Looks up the sockets of one TCP connection by its two ends in the kernel's hash table, without a
 * dump, and emits them. A listener that would accept the connection can be among them. False when
 * this is not possible and nothing was emitted; the table then has to be dumped. */
bool connection_look_up(const struct dump *dump, const struct filter_connection *connection,
                        struct dump_report *report);

#endif
