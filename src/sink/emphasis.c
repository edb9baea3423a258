/* SPDX-License-Identifier: MIT */
#include "sink/emphasis.h"

#include "family/family.h"

#include <string.h>

/* Readable on dark and on light. */
#define ALARM   "\033[1;31m"
#define WARNING "\033[1;35m"
#define STRONG  "\033[1m"
#define DIM     "\033[2m"

static bool is_in(const struct sock *sock, enum state state)
{
    return sock->have & HAVE_STATE && sock->state == state;
}

/* The kernel drops connections when more of them wait than the limit allows, not when the limit is
 * reached (sk_acceptq_is_full of the kernel). */
static bool is_backlog_full(const struct sock *sock)
{
    return is_in(sock, STATE_LISTEN) && sock->have & HAVE_RECV_Q && sock->have & HAVE_SEND_Q &&
           sock->recv_q > sock->send_q;
}

static bool is_close_wait(const struct sock *sock)
{
    return is_in(sock, STATE_CLOSE_WAIT);
}

/* Bytes wait and the peer accepts none: its window is closed and probed, or data is being sent
 * again. */
static bool is_send_queue_stuck(const struct sock *sock)
{
    if (!(sock->have & HAVE_SEND_Q) || sock->send_q == 0 || is_in(sock, STATE_LISTEN) ||
        !(sock->have & HAVE_TIMER))
        return false;
    return sock->timer == TIMER_PERSIST ||
           (sock->timer == TIMER_ON && sock->have & HAVE_TIMER_DETAIL && sock->timer_retrans > 0);
}

/* A listener at the wildcard address. */
static bool is_open_to_all(const struct sock *sock)
{
    static const uint8_t any[16];
    bool waits = is_in(sock, STATE_LISTEN) || is_in(sock, STATE_UNCONN);
    return waits && family_is_inet(sock->from) && sock->have & HAVE_LOCAL &&
           sock->local.port != 0 && sock->interface == 0 &&
           memcmp(sock->local.address, any, sizeof(any)) == 0;
}

static bool is_over(const struct sock *sock)
{
    return is_in(sock, STATE_TIME_WAIT);
}

/* What stands out, the first that fits. */
static const struct {
    const char *column;
    bool (*applies)(const struct sock *sock);
    struct emphasis emphasis;
} rows[] = {
    {"recv_q", is_backlog_full, {ALARM, true}}, {"recv_q", is_close_wait, {WARNING, true}},
    {"state", is_close_wait, {WARNING, false}}, {"send_q", is_send_queue_stuck, {ALARM, true}},
    {"local", is_open_to_all, {STRONG, false}},
};

struct emphasis emphasis_of_cell(const struct sock *sock, const char *column)
{
    for (size_t i = 0; i < sizeof(rows) / sizeof(rows[0]); i++) {
        if (strcmp(rows[i].column, column) == 0 && rows[i].applies(sock))
            return rows[i].emphasis;
    }
    return (struct emphasis){0};
}

const char *emphasis_of_row(const struct sock *sock)
{
    return is_over(sock) ? DIM : NULL;
}
