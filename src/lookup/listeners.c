/* SPDX-License-Identifier: MIT */
#include "lookup/listeners.h"

#include <stdlib.h>
#include <string.h>
#include <sys/socket.h>

#include "util/array.h"
#include "util/ipv4_mapped.h"

enum { PORTS = UINT16_MAX + 1, WORD_BITS = 64 };

struct listeners {
    struct listener *items; /* owned; in order and each once, when `sorted` */
    size_t count, capacity;
    uint64_t ports[PORTS / WORD_BITS]; /* those that any listener has */
    bool sorted;
    bool failed; /* memory ran out */
};

static void listeners_free(void *state)
{
    struct listeners *listeners = state;
    free(listeners->items);
}

static bool listeners_failed(const void *state)
{
    const struct listeners *listeners = state;
    return listeners->failed;
}

static const struct lookup_kind kind = {
    .size = sizeof(struct listeners),
    .free = listeners_free,
    .failed = listeners_failed,
    .lasts = false,
};

static bool is_port(const struct sock *sock, const struct endpoint *end)
{
    return (sock->family == AF_INET || sock->family == AF_INET6) && sock->have & HAVE_LOCAL &&
           end->port > 0 && end->port < PORTS;
}

static bool is_listener(const struct sock *sock)
{
    return is_port(sock, &sock->local) && sock->have & HAVE_STATE &&
           (sock->state == STATE_LISTEN || sock->state == STATE_UNCONN);
}

static struct listener listener_of(const struct sock *sock, const struct endpoint *end)
{
    struct listener listener = {.kind = sock->kind, .netns = sock->netns, .port = end->port};
    if (sock->family == AF_INET)
        ipv4_map(listener.address, end->address);
    else
        memcpy(listener.address, end->address, sizeof(listener.address));
    return listener;
}

void listeners_add(struct lookup_states *states, const struct sock *sock)
{
    if (!is_listener(sock))
        return;
    struct listeners *listeners = lookup_state(states, &kind);
    if (listeners == NULL)
        return;
    struct listener *items =
        array_reserve(listeners->items, &listeners->capacity, listeners->count, sizeof(*items));
    listeners->failed |= items == NULL;
    if (items == NULL)
        return;
    listeners->items = items;
    items[listeners->count++] = listener_of(sock, &sock->local);
    listeners->ports[sock->local.port / WORD_BITS] |= UINT64_C(1) << sock->local.port % WORD_BITS;
    listeners->sorted = false;
}

static int compare(const void *left, const void *right)
{
    const struct listener *one = left, *other = right;
    if (one->kind != other->kind)
        return (uintptr_t)one->kind < (uintptr_t)other->kind ? -1 : 1;
    if (one->netns != other->netns)
        return one->netns < other->netns ? -1 : 1;
    if (one->port != other->port)
        return one->port < other->port ? -1 : 1;
    return memcmp(one->address, other->address, sizeof(one->address));
}

static void sort(struct listeners *listeners)
{
    size_t kept = 0;
    if (listeners->sorted || listeners->count == 0)
        return;
    qsort(listeners->items, listeners->count, sizeof(*listeners->items), compare);
    for (size_t i = 1; i < listeners->count; i++) {
        if (compare(&listeners->items[kept], &listeners->items[i]) != 0)
            listeners->items[++kept] = listeners->items[i];
    }
    listeners->count = kept + 1;
    listeners->sorted = true;
}

static const struct listener *find(const struct listeners *listeners, const struct listener *key)
{
    return bsearch(key, listeners->items, listeners->count, sizeof(*key), compare);
}

/* A listener for every IPv6 address can be one for every IPv4 address too. */
static const struct listener *find_for_all(const struct listeners *listeners, struct listener *key)
{
    const struct listener *found = NULL;
    if (ipv4_is_mapped(key->address)) {
        memset(key->address + IPV4_MAPPED_PREFIX, 0, 4);
        found = find(listeners, key);
    }
    memset(key->address, 0, sizeof(key->address));
    return found != NULL ? found : find(listeners, key);
}

const struct listener *listeners_find_end(struct lookup_states *states, const struct sock *sock,
                                          const struct endpoint *end)
{
    struct listeners *listeners = lookup_state(states, &kind);
    if (listeners == NULL || !is_port(sock, end) ||
        !(listeners->ports[end->port / WORD_BITS] >> end->port % WORD_BITS & 1))
        return NULL;
    sort(listeners);
    struct listener key = listener_of(sock, end);
    const struct listener *found = find(listeners, &key);
    return found != NULL ? found : find_for_all(listeners, &key);
}

const struct listener *listeners_find(struct lookup_states *states, const struct sock *sock)
{
    return listeners_find_end(states, sock, &sock->local);
}

const struct listener *listeners_at(struct lookup_states *states, size_t place)
{
    struct listeners *listeners = lookup_state(states, &kind);
    if (listeners == NULL)
        return NULL;
    sort(listeners);
    return place < listeners->count ? &listeners->items[place] : NULL;
}

size_t listeners_count(struct lookup_states *states)
{
    struct listeners *listeners = lookup_state(states, &kind);
    if (listeners == NULL)
        return 0;
    sort(listeners);
    return listeners->count;
}
