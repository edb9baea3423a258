/* SPDX-License-Identifier: MIT */
#ifndef SOCKVIEW_SINK_NETSTAT_ENDS_H
#define SOCKVIEW_SINK_NETSTAT_ENDS_H

#include "sink/settings.h"
#include "util/strbuf.h"

/* Appends one end of an internet socket as netstat writes it: no brackets, no device, and a mapped
 * address as the IPv4 address. `column` is that of the end. */
void netstat_put_end(struct strbuf *line, const struct column *column, const struct sock *sock,
                     const struct sink_settings *settings);

#endif
