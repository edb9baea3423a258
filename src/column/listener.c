/* SPDX-License-Identifier: MIT */
#include "column/groups.h"
#include "family/family.h"

/* The queues of a listener count connections, those of other sockets bytes (struct sock). */
static bool get_backlog(const struct column *column, const struct sock *sock,
                        struct lookups *lookups, struct value *value)
{
    return sock->state == STATE_LISTEN && sock->from->has_backlog &&
           column_get_number(column, sock, lookups, value);
}

static bool is_no_listener(const struct column *column, const struct sock *sock,
                           struct lookups *lookups)
{
    (void)column, (void)lookups;
    return sock->state != STATE_LISTEN;
}

#define BACKLOG(bits, field)                                                                       \
    VALUE_UNSIGNED, IN_JSON, .have = HAVE_STATE | (bits), .get = get_backlog,                      \
                             .is_absent = is_no_listener, .offset = offsetof(struct sock, field),  \
                             .size = sizeof(uint32_t)

static const struct column rows[] = {
    {"backlog", "Backlog", "connections waiting to be accepted, of a listener",
     BACKLOG(HAVE_RECV_Q, recv_q), .example = "0", .null_when = "the socket is no listener"},
    {"backlog_limit", "Backlog-Limit", "connections that may wait to be accepted, of a listener",
     BACKLOG(HAVE_SEND_Q, send_q), .example = "511", .null_when = "the socket is no listener"},
};
const struct column_group columns_listener = {rows, sizeof(rows) / sizeof(rows[0]), NULL};
