/* SPDX-License-Identifier: MIT */
#include "arrange/peers.h"

#include <stdlib.h>
#include <string.h>
#include <sys/socket.h>

#include "family/family.h"
#include "util/array.h"
#include "util/ipv4_mapped.h"

static void put_end(uint8_t bytes[20], const struct sock *sock, const struct endpoint *end)
{
    if (sock->family == AF_INET)
        ipv4_map(bytes, end->address);
    else
        memcpy(bytes, end->address, sizeof(end->address));
    memcpy(bytes + sizeof(end->address), &end->port, sizeof(end->port));
}

static bool is_connection(const struct sock *sock)
{
    return family_is_inet(sock->from) && sock->type == SOCK_STREAM && sock->have & HAVE_PEER &&
           sock->peer.port != 0;
}

bool peers_add(struct peers *peers, const struct sock *sock)
{
    if (!is_connection(sock))
        return true;
    struct peer_ends *items =
        array_reserve(peers->items, &peers->capacity, peers->count, sizeof(*items));
    if (items == NULL)
        return false;
    peers->items = items;
    put_end(items[peers->count].bytes[0], sock, &sock->peer);
    put_end(items[peers->count].bytes[1], sock, &sock->local);
    peers->count++;
    return true;
}

static int compare(const void *left, const void *right)
{
    return memcmp(left, right, sizeof(struct peer_ends));
}

void peers_sort(struct peers *peers)
{
    if (peers->count > 0)
        qsort(peers->items, peers->count, sizeof(*peers->items), compare);
}

bool peers_has(const struct peers *peers, const struct sock *sock)
{
    struct peer_ends ends;
    if (peers->count == 0 || !is_connection(sock))
        return false;
    put_end(ends.bytes[0], sock, &sock->local);
    put_end(ends.bytes[1], sock, &sock->peer);
    return bsearch(&ends, peers->items, peers->count, sizeof(ends), compare) != NULL;
}

void peers_free(struct peers *peers)
{
    free(peers->items);
    *peers = (struct peers){0};
}
