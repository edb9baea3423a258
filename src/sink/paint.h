/* SPDX-License-Identifier: MIT */
#ifndef SOCKVIEW_SINK_PAINT_H
#define SOCKVIEW_SINK_PAINT_H

#include "state.h"
#include "util/strbuf.h"

/* The SGR sequence (ECMA-48, 8.3.117) that begins a colour; NULL for COLOUR_NONE. */
const char *paint_code(enum colour colour);

/* Ends what such a sequence began. */
#define PAINT_END "\033[0m"

/* Appends text between a sequence and its end; `code` NULL: the text alone. */
void paint_put(struct strbuf *buffer, const char *code, const char *text, size_t length);

#endif
