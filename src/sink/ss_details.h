/* SPDX-License-Identifier: MIT */
#ifndef SOCKVIEW_SINK_SS_DETAILS_H
#define SOCKVIEW_SINK_SS_DETAILS_H

#include "sink/settings.h"
#include "util/strbuf.h"

/* Append what ss prints after the peer, each word with a blank before it. What the socket does not
 * have is left out. */

/* -p: users:(("name",pid=N,fd=M)) */
void ss_put_processes(struct strbuf *line, const struct sock *sock,
                      const struct sink_settings *settings);

/* -o: timer:(name,time,retransmissions) */
void ss_put_timer(struct strbuf *line, const struct sock *sock);

/* --inet-sockopt: the options that are set, on a line of their own that begins with a tab, or with
 * settings->one_line after the rest. */
void ss_put_sockopt(struct strbuf *line, const struct sock *sock,
                    const struct sink_settings *settings);

/* -e, --tos, --cgroup. */
void ss_put_extended(struct strbuf *line, const struct sock *sock,
                     const struct sink_settings *settings);

#endif
