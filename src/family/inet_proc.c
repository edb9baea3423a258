/* SPDX-License-Identifier: MIT */
#include <string.h>
#include <sys/socket.h>

#include "family/inet.h"
#include "util/number.h"

/* Milliseconds in a clock tick of /proc (USER_HZ is 100 on every architecture but alpha). */
enum { TICK_MS = 10 };

enum field {
    FIELD_SLOT, /* "12:" */
    FIELD_LOCAL,
    FIELD_PEER,
    FIELD_STATE,
    FIELD_QUEUES, /* tx:rx */
    FIELD_TIMER,  /* number:ticks */
    FIELD_RETRANSMITS,
    FIELD_UID,
    FIELD_PROBES,
    FIELD_INODE,
    FIELD_NEEDED, /* the fields after it may be missing */
    FIELD_REFERENCES = FIELD_NEEDED,
    FIELD_POINTER,
    FIELD_DROPS, /* in files other than that of TCP, which has other numbers there */
    FIELD_COUNT
};

static bool split_fields(const char *line, size_t length, struct slice fields[FIELD_COUNT])
{
    size_t at = 0;
    for (int i = 0; i < FIELD_COUNT; i++) {
        while (at < length && line[at] == ' ')
            at++;
        size_t start = at;
        while (at < length && line[at] != ' ')
            at++;
        fields[i] = (struct slice){line + start, at - start};
        if (at == start && i < FIELD_NEEDED)
            return false;
    }
    return true;
}

/* Splits "left:right" at its only colon. */
static bool split_pair(struct slice pair, struct slice *left, struct slice *right)
{
    const char *colon = memchr(pair.data, ':', pair.length);
    if (colon == NULL)
        return false;
    size_t length = (size_t)(colon - pair.data);
    *left = (struct slice){pair.data, length};
    *right = (struct slice){colon + 1, pair.length - length - 1};
    return true;
}

static bool read_hex(struct slice text, uint64_t most, uint32_t *number)
{
    uint64_t value;
    if (!number_parse_hex(text, most, &value))
        return false;
    *number = (uint32_t)value;
    return true;
}

static bool read_decimal(struct slice text, uint64_t most, uint32_t *number)
{
    uint64_t value;
    if (!number_parse(text, most, &value))
        return false;
    *number = (uint32_t)value;
    return true;
}

static bool read_hex_pair(struct slice pair, uint32_t *left, uint32_t *right)
{
    struct slice first, second;
    return split_pair(pair, &first, &second) && read_hex(first, UINT32_MAX, left) &&
           read_hex(second, UINT32_MAX, right);
}

/* The kernel stores each 32-bit word of the address in network order, but prints it as a number in
 * the order of the machine. Storing the number in memory restores the bytes. */
static bool read_endpoint(struct slice text, const struct socket_table *table,
                          struct endpoint *endpoint)
{
    struct slice address, port;
    size_t words = table->address_family == &address_inet6 ? 4 : 1;
    uint32_t number;
    if (!split_pair(text, &address, &port) || address.length != words * 8 || port.length != 4 ||
        !read_hex(port, UINT16_MAX, &number))
        return false;
    endpoint->port = number;
    for (size_t i = 0; i < words; i++) {
        uint32_t word;
        if (!read_hex((struct slice){address.data + i * 8, 8}, UINT32_MAX, &word))
            return false;
        memcpy(endpoint->address + i * 4, &word, 4);
    }
    return true;
}

/* The retransmissions field counts only for the retransmission timer. Keepalive and window probes
 * have a field of their own, which sock_diag reports for these timers. */
static bool read_timer(const struct slice fields[FIELD_COUNT], struct sock *sock)
{
    uint32_t timer, ticks, retransmits, probes;
    if (!read_hex_pair(fields[FIELD_TIMER], &timer, &ticks) ||
        !read_hex(fields[FIELD_RETRANSMITS], UINT32_MAX, &retransmits) ||
        !read_decimal(fields[FIELD_PROBES], UINT32_MAX, &probes))
        return false;
    sock->timer = timer > UINT8_MAX ? UINT8_MAX : (uint8_t)timer;
    sock->have |= HAVE_TIMER;
    if (timer == TIMER_OFF)
        return true;
    uint64_t expires = (uint64_t)ticks * TICK_MS;
    uint32_t count = timer == TIMER_KEEPALIVE || timer == TIMER_PERSIST ? probes : retransmits;
    sock->timer_expires_ms = expires > UINT32_MAX ? UINT32_MAX : (uint32_t)expires;
    sock->timer_retrans = count > UINT8_MAX ? UINT8_MAX : (uint8_t)count;
    sock->have |= HAVE_TIMER_DETAIL;
    return true;
}

/* For LISTEN the file has the number of waiting connections, but not the limit. */
static bool read_queues(const struct slice fields[FIELD_COUNT], struct sock *sock)
{
    if (!read_hex_pair(fields[FIELD_QUEUES], &sock->send_q, &sock->recv_q))
        return false;
    sock->have |= HAVE_RECV_Q;
    if (sock->state != STATE_LISTEN)
        sock->have |= HAVE_SEND_Q;
    return true;
}

static void read_drops(const struct slice fields[FIELD_COUNT], struct sock *sock)
{
    if (sock->type != SOCK_STREAM && read_decimal(fields[FIELD_DROPS], UINT32_MAX, &sock->drops))
        sock->have |= HAVE_DROPS;
}

enum parse_result inet_parse_proc(const struct family *family, const struct socket_table *table,
                                  const char *line, size_t length, struct sock *sock)
{
    struct slice fields[FIELD_COUNT];
    uint32_t state, uid, inode;
    if (!split_fields(line, length, fields))
        return PARSE_BAD;
    if (slice_equals(fields[FIELD_SLOT], "sl"))
        return PARSE_SKIP;
    family_start(family, table, &family->kinds[0], sock);
    if (!read_endpoint(fields[FIELD_LOCAL], table, &sock->local) ||
        !read_endpoint(fields[FIELD_PEER], table, &sock->peer) ||
        !read_hex(fields[FIELD_STATE], UINT8_MAX, &state) ||
        !read_decimal(fields[FIELD_UID], UINT32_MAX, &uid) ||
        !read_decimal(fields[FIELD_INODE], UINT32_MAX, &inode))
        return PARSE_BAD;
    inet_set_state(family, sock, state);
    inet_set_owner(sock, inode, uid);
    if (!read_queues(fields, sock) || !read_timer(fields, sock))
        return PARSE_BAD;
    read_drops(fields, sock);
    sock->have |= HAVE_LOCAL | HAVE_PEER;
    return PARSE_OK;
}
