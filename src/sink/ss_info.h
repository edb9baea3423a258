/* SPDX-License-Identifier: MIT */
#ifndef SOCKVIEW_SINK_SS_INFO_H
#define SOCKVIEW_SINK_SS_INFO_H

#include "sink/settings.h"
#include "util/strbuf.h"

enum { SS_INFO_ROWS_MOST = 100 };

/* The columns of the words that -i shows. They are looked up once. */
struct ss_info {
    const struct column *columns[SS_INFO_ROWS_MOST][2];
};

/* Finds the columns. */
void ss_info_open(struct ss_info *info);

/* Appends what -i of ss shows of a TCP or MPTCP socket, each word with a blank before it. */
void ss_put_info(struct strbuf *line, const struct ss_info *info, const struct sock *sock,
                 const struct sink_settings *settings);

#endif
