/* SPDX-License-Identifier: MIT */
#ifndef SOCKVIEW_SINK_SS_INFO_PUT_H
#define SOCKVIEW_SINK_SS_INFO_PUT_H

#include "sink/settings.h"
#include "util/strbuf.h"

/* One word of the details of a socket. */
struct info_context {
    struct strbuf *line;
    const struct sock *sock;
    const struct sink_settings *settings;
    const char *word;                    /* begins with a blank unless it is part of another */
    const struct column *const *columns; /* one or two; the second may be NULL */
};

/* Each appends the word and its value as ss writes them. A value that is not known appends
 * nothing. */

/* A number, unless it is 0. */
void info_put_plain(const struct info_context *context);

/* The same, unless it is what the kernel begins with. */
void info_put_reordering(const struct info_context *context);

/* A number, unless it is 0. Of a listener it is the connections that wait to be accepted, as the
 * kernel has it. */
void info_put_unacked(const struct info_context *context);

/* The word alone, when the number is not 0. */
void info_put_flag(const struct info_context *context);

/* The same, only with -o or -e. */
void info_put_option(const struct info_context *context);

/* A number in hexadecimal. */
void info_put_hex(const struct info_context *context);

/* A text. */
void info_put_text(const struct info_context *context);

/* Microseconds as milliseconds with a fraction; after a slash a second such number. */
void info_put_milliseconds(const struct info_context *context);

/* Microseconds as milliseconds, and in brackets their share of the second number. */
void info_put_busy(const struct info_context *context);

/* Bits per second; after a slash a second such number. */
void info_put_bits(const struct info_context *context);

/* Two numbers with a comma. */
void info_put_scales(const struct info_context *context);

/* Two numbers with a slash, unless both are 0. */
void info_put_retransmissions(const struct info_context *context);

/* All that BBR knows: its bandwidth and its shortest round-trip time are the columns. */
void info_put_bbr(const struct info_context *context);

/* All that DCTCP knows. */
void info_put_dctcp(const struct info_context *context);

/* The word alone, when the value is known. */
void info_put_word(const struct info_context *context);

/* A token of four digits at least, with the id of its address. */
void info_put_token(const struct info_context *context);

#endif
