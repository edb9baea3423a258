/* SPDX-License-Identifier: MIT */
#ifndef SOCKVIEW_ARRANGE_ORDER_H
#define SOCKVIEW_ARRANGE_ORDER_H

#include "sink.h"

/* A sink that hands rows to `next` in the order in which people look for them: listeners by
 * protocol, port and address; then connections by local port, state and other end; TIME_WAIT last.
 * It holds the rows until the end. When there are more than `most`, it hands them on as they come,
 * in the kernel's order, and a note says so. Owns `next`, and frees it when out of memory, which
 * NULL means. */
struct sink *sink_open_order(struct sink *next, size_t most);

#endif
