/* SPDX-License-Identifier: MIT */
#ifndef SOCKVIEW_SINK_PARAGRAPH_H
#define SOCKVIEW_SINK_PARAGRAPH_H

#include "sink/settings.h"
#include "util/strbuf.h"

/* Appends the details of a socket, which stand after its row on a screen: `name:value` words in
 * indented lines that use `width` places and break between words. A value that says nothing (a
 * counter at zero, a timer that is off) is left out. Nothing when there is no word. */
void paragraph_put(struct strbuf *text, const struct sink_settings *settings,
                   const struct sock *sock, size_t width);

#endif
