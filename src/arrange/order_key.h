/* SPDX-License-Identifier: MIT */
#ifndef SOCKVIEW_ARRANGE_ORDER_KEY_H
#define SOCKVIEW_ARRANGE_ORDER_KEY_H

#include "column/field.h"

/* One key of --sort. */
struct sort_key {
    struct field field;
    bool descending;
};

/* Appends the bytes by which rows are compared: the row whose bytes are less comes first. The bytes
 * of no row begin with those of another one. */

/* In the order of the keys. A value that is unknown comes last, and so does an empty list. */
void order_key_put(struct strbuf *bytes, const struct sort_key *keys, size_t count,
                   const struct sock *sock, struct lookups *lookups);

/* In the order in which people look for sockets: listeners by protocol, port and address; then
 * connections by local port, state and other end; TIME_WAIT last. */
void order_key_put_usual(struct strbuf *bytes, const struct sock *sock);

#endif
