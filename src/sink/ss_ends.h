/* SPDX-License-Identifier: MIT */
#ifndef SOCKVIEW_SINK_SS_ENDS_H
#define SOCKVIEW_SINK_SS_ENDS_H

#include "sink/settings.h"
#include "util/strbuf.h"

/* Appends one end of a socket as ss writes it: two fields (sink/ss_columns.h) for address and port,
 * for a UNIX socket two words. `column` is that of the end. */
void ss_put_end(struct strbuf *line, const struct column *column, const struct sock *sock,
                const struct sink_settings *settings);

#endif
