/* SPDX-License-Identifier: MIT */
#include "lookup/port_use.h"

#include <string.h>
#include <sys/socket.h>

#include "lookup/netns_numbers.h"
#include "util/ipv4_mapped.h"
#include "util/tally.h"

/* Destinations that are counted; a machine has far fewer to which many ports are used. */
enum { DESTINATIONS_MOST = 1000 * 1000, PORTS = UINT16_MAX + 1 };

struct port_use {
    struct tally used;           /* by port_use_put_key */
    struct strbuf key;           /* of one socket */
    uint8_t listened[PORTS / 8]; /* a bit for each port with a listener, in one namespace */
    uint32_t netns;              /* that namespace */
    bool failed;                 /* memory ran out */
};

static void use_free(void *state)
{
    struct port_use *use = state;
    tally_free(&use->used);
    strbuf_free(&use->key);
}

static bool use_failed(const void *state)
{
    return ((const struct port_use *)state)->failed;
}

static const struct lookup_kind kind = {
    .size = sizeof(struct port_use), .free = use_free, .failed = use_failed};

static void put_address(struct strbuf *key, const struct sock *sock, const struct endpoint *end)
{
    uint8_t address[sizeof(end->address)];
    if (sock->family == AF_INET)
        ipv4_map(address, end->address);
    else
        memcpy(address, end->address, sizeof(address));
    strbuf_put(key, (const char *)address, sizeof(address));
    strbuf_put(key, (const char *)&end->scope, sizeof(end->scope));
}

void port_use_put_key(struct strbuf *key, const struct sock *sock)
{
    strbuf_put(key, (const char *)&sock->netns, sizeof(sock->netns));
    put_address(key, sock, &sock->local);
    put_address(key, sock, &sock->peer);
    strbuf_put(key, (const char *)&sock->peer.port, sizeof(sock->peer.port));
}

/* A connection whose local port is in the range. What has not begun, and what other machines
 * opened, took no port of it. */
static bool takes_port(struct lookup_states *states, const struct sock *sock)
{
    uint64_t first, last;
    const uint64_t ends = HAVE_STATE | HAVE_LOCAL | HAVE_PEER;
    uint32_t none = state_bit(STATE_LISTEN) | state_bit(STATE_CLOSE) | state_bit(STATE_SYN_RECV);
    if (sock->type != SOCK_STREAM || (sock->family != AF_INET && sock->family != AF_INET6) ||
        (sock->have & ends) != ends || state_bit((enum state)sock->state) & none)
        return false;
    const struct netns_numbers *numbers = netns_numbers_find(states, sock->netns);
    return numbers != NULL && netns_number_get(numbers, NETNS_FIRST_PORT, &first) &&
           netns_number_get(numbers, NETNS_LAST_PORT, &last) && sock->local.port >= first &&
           sock->local.port <= last;
}

static void note_listener(struct port_use *use, const struct sock *sock)
{
    if (use->netns != sock->netns)
        memset(use->listened, 0, sizeof(use->listened));
    use->netns = sock->netns;
    use->listened[sock->local.port % PORTS / 8] |= (uint8_t)(1 << sock->local.port % 8);
}

static bool is_listened(const struct port_use *use, const struct sock *sock)
{
    return use->netns == sock->netns &&
           use->listened[sock->local.port % PORTS / 8] & 1 << sock->local.port % 8;
}

static struct tally_item *count(struct lookup_states *states, const struct sock *sock,
                                uint64_t weight)
{
    struct port_use *use = lookup_state(states, &kind);
    if (use == NULL || !takes_port(states, sock) || is_listened(use, sock))
        return NULL;
    use->used.most = DESTINATIONS_MOST;
    strbuf_clear(&use->key);
    port_use_put_key(&use->key, sock);
    struct tally_item *item =
        use->key.failed ? NULL : tally_add(&use->used, strbuf_slice(&use->key), weight);
    use->failed |= item == NULL && use->used.count < use->used.most;
    return item;
}

void port_use_add(struct lookup_states *states, const struct sock *sock)
{
    struct port_use *use = lookup_state(states, &kind);
    if (use != NULL && sock->have & HAVE_STATE && sock->state == STATE_LISTEN &&
        sock->have & HAVE_LOCAL && (sock->family == AF_INET || sock->family == AF_INET6))
        note_listener(use, sock);
    else
        count(states, sock, 1);
}

uint64_t port_use_find(struct lookup_states *states, const struct sock *sock)
{
    const struct tally_item *item = count(states, sock, 0);
    return item == NULL ? 0 : item->weight;
}
