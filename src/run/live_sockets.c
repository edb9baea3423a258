/* SPDX-License-Identifier: MIT */
#include <string.h>
#include <sys/socket.h>

#include "family/families.h"
#include "run/live.h"
#include "source/diag.h"
#include "util/number.h"

enum { V4_PLACE = 12 };

static struct tally_item *add_number(struct live *live, uint32_t number, uint64_t weight)
{
    struct strbuf text = {0};
    number_put(&text, number);
    struct tally_item *item =
        text.failed ? NULL : tally_add(&live->seen, strbuf_slice(&text), weight);
    strbuf_free(&text);
    return item;
}

static void add_port(struct live *live, const struct sock *sock, const struct endpoint *end,
                     uint64_t weight)
{
    struct tally_item *item = end->port == 0 ? NULL : add_number(live, end->port, weight);
    if (item == NULL)
        return;
    if (item->about == NULL)
        item->about = sock->kind->protocol;
    if (weight == LIVE_LISTENER && sock->have & HAVE_INODE &&
        id_map_insert(&live->listeners, sock->inode, (uint32_t)(item - live->seen.items)) != NULL)
        live->unnamed++;
}

static bool is_zero(const uint8_t *bytes, size_t length)
{
    size_t i = 0;
    while (i < length && bytes[i] == 0)
        i++;
    return i == length;
}

/* An IPv4 address that is mapped into IPv6 is found by the IPv4 address, too. */
static void add_address(struct live *live, const struct sock *sock, const struct endpoint *end,
                        uint64_t weight)
{
    static const uint8_t mapped[V4_PLACE] = {0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0xff, 0xff};
    struct strbuf text = {0};
    bool is_v4 = sock->family == AF_INET;
    if (end == &sock->peer && is_zero(end->address, is_v4 ? 4 : 16))
        return;
    if (is_v4) {
        number_put_ipv4(&text, end->address);
    } else if (memcmp(end->address, mapped, V4_PLACE) == 0) {
        number_put_ipv4(&text, end->address + V4_PLACE);
    } else {
        strbuf_put_char(&text, '[');
        number_put_ipv6(&text, end->address);
        strbuf_put_char(&text, ']');
    }
    if (!text.failed)
        tally_add(&live->seen, strbuf_slice(&text), weight);
    strbuf_free(&text);
}

/* A name that contains signs of a pattern would not match itself in a filter. */
static void add_unix_name(struct live *live, struct slice name, uint64_t weight)
{
    struct strbuf text = {0};
    bool is_pattern = false;
    for (size_t i = 0; i < name.length; i++) {
        char character = name.data[i] == '\0' ? '@' : name.data[i];
        is_pattern = is_pattern || strchr("*?[\\", character) != NULL;
        strbuf_put_char(&text, character);
    }
    if (!text.failed && text.length > 0 && !is_pattern)
        tally_add(&live->seen, strbuf_slice(&text), weight);
    strbuf_free(&text);
}

/* Whether the socket listens: in LISTEN, or in UNCONN where there are no connections. */
static bool is_listener(const struct sock *sock)
{
    return sock->have & HAVE_STATE && (sock->state == STATE_LISTEN || sock->state == STATE_UNCONN);
}

static void add_group(struct live *live, const struct sock *sock)
{
    if (sock->have & HAVE_CGROUP)
        tally_add(&live->seen, (struct slice){(const char *)&sock->cgroup, sizeof(sock->cgroup)},
                  1);
}

static void count_socket(struct live *live, const struct sock *sock)
{
    uint64_t weight = is_listener(sock) ? LIVE_LISTENER : 1;
    switch (live->kind) {
    case LIVE_LOCAL_PORTS:
    case LIVE_LOCAL_SERVICES:
        add_port(live, sock, &sock->local, weight);
        break;
    case LIVE_PEER_PORTS:
    case LIVE_PEER_SERVICES:
        add_port(live, sock, &sock->peer, 1);
        break;
    case LIVE_LOCAL_ADDRESSES:
        add_address(live, sock, &sock->local, weight);
        break;
    case LIVE_PEER_ADDRESSES:
        add_address(live, sock, &sock->peer, 1);
        break;
    case LIVE_UNIX_NAMES:
        add_unix_name(live, sock->name, weight);
        break;
    case LIVE_CGROUPS:
        add_group(live, sock);
        break;
    case LIVE_USERS:
    case LIVE_USER_IDS:
        if (sock->have & HAVE_UID)
            add_number(live, sock->uid, 1);
        break;
    default: /* processes: those that hold a listener come first */
        if (is_listener(sock) && sock->have & HAVE_INODE)
            id_map_insert(&live->listeners, sock->inode, 0);
    }
}

static enum emit_result take(void *context, const struct sock *sock)
{
    struct live *live = context;
    if (!live_has_time(live))
        return EMIT_STOP;
    count_socket(live, sock);
    return EMIT_GO;
}

/* False when the kernel did not answer. */
static bool dump_table(struct live *live, struct diag *diag, const struct family *family,
                       const struct socket_table *table, uint32_t states)
{
    struct dump dump = {
        .family = family,
        .table = table,
        .request.states = states & family->states,
        .emitter = {take, live},
    };
    struct dump_report report = {.result = DUMP_DONE};
    if (dump.request.states != 0)
        diag_dump(diag, &dump, &report);
    error_clear(&report.error);
    return report.result == DUMP_DONE || report.result == DUMP_ENDED || report.emitted > 0;
}

static void dump_family(struct live *live, struct diag *diag, const struct family *family,
                        uint32_t states)
{
    if (family->whole != NULL && dump_table(live, diag, family, family->whole, states))
        return;
    for (size_t i = 0; i < family->table_count && live_has_time(live); i++)
        dump_table(live, diag, family, &family->tables[i], states);
}

static bool is_asked_for(const struct live *live, const struct family *family)
{
    if (live->kind == LIVE_UNIX_NAMES)
        return family == &family_unix;
    return family->by_default;
}

void live_read_sockets(struct live *live, uint32_t states)
{
    struct error ignored = {0};
    struct diag *diag = diag_open(&ignored);
    error_clear(&ignored);
    for (size_t i = 0; diag != NULL && i < families_count && live_has_time(live); i++) {
        if (is_asked_for(live, families[i]))
            dump_family(live, diag, families[i], states);
    }
    diag_close(diag);
}
