/* SPDX-License-Identifier: MIT */
#ifndef SOCKVIEW_SINK_NETSTAT_OWNER_H
#define SOCKVIEW_SINK_NETSTAT_OWNER_H

#include "sink/settings.h"
#include "util/strbuf.h"

/* Appends `PID/name` of the owner with the lowest pid, or `-`, filled up with blanks to 20 places.
 */
void netstat_put_owner(struct strbuf *line, const struct sock *sock,
                       const struct sink_settings *settings);

#endif
