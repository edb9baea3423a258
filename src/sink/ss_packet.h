/* SPDX-License-Identifier: MIT */
#ifndef SOCKVIEW_SINK_SS_PACKET_H
#define SOCKVIEW_SINK_SS_PACKET_H

#include "sink/settings.h"
#include "util/strbuf.h"

/* Appends what -e of ss shows of a packet socket: its flags, rings and fanout group, each on a line
 * that begins with a tab, or with settings->one_line after each other. */
void ss_put_packet(struct strbuf *line, const struct sock *sock,
                   const struct sink_settings *settings);

/* -b: the filter program of a packet socket, on a line of its own in the same way. Nothing for a
 * socket without one. */
void ss_put_filter(struct strbuf *line, const struct sock *sock,
                   const struct sink_settings *settings);

#endif
