/* SPDX-License-Identifier: MIT */
#ifndef SOCKVIEW_SINK_NETSTAT_UNIX_H
#define SOCKVIEW_SINK_NETSTAT_UNIX_H

#include "sink/settings.h"
#include "util/strbuf.h"

/* Appends the row of a UNIX socket as netstat writes it, with its newline. */
void netstat_put_unix(struct strbuf *line, const struct sock *sock,
                      const struct sink_settings *settings);

#endif
