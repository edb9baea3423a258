/* SPDX-License-Identifier: MIT */
#ifndef SOCKVIEW_SOURCE_CONNECTION_H
#define SOCKVIEW_SOURCE_CONNECTION_H

#include "filter/exact.h"
#include "source/source.h"

/* Looks up the sockets of one TCP connection by its two ends in the kernel's hash, without a dump,
 * and emits them, and maybe a listener that would take it. False when that is not possible, and
 * nothing was emitted: the table has to be dumped. */
bool connection_look_up(const struct dump *dump, const struct filter_connection *connection,
                        struct dump_report *report);

#endif
