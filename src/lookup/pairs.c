/* SPDX-License-Identifier: MIT */
#include "lookup/pairs.h"

#include <linux/inet_diag.h>
#include <linux/tcp.h>
#include <stdlib.h>
#include <string.h>
#include <sys/socket.h>

#include "lookup/local_addresses.h"
#include "util/array.h"
#include "util/id_map.h"
#include "util/ipv4_mapped.h"

/* What a socket and its other end have in common, seen from the socket. There is no padding, so
 * that keys are compared as bytes. */
struct ends {
    struct {
        uint8_t address[16]; /* IPv4 as IPv4-mapped */
        uint32_t port;
    } local, peer;
    uint32_t netns;
    uint32_t zero;
    uint64_t kind; /* the address of the socket's kind: both ends are of one protocol */
};

struct candidate {
    struct ends ends;
    uint32_t inode;      /* 0: no program has the socket open */
    uint32_t next;       /* place, from 1, of another candidate with the same hash; or 0 */
    uint8_t sent_scale;  /* window scales of TCP, where they are known */
    uint8_t taken_scale; /**/
    bool has_scales;
    bool is_transparent;
};

struct pairs {
    struct candidate *candidates; /* owned */
    size_t count, capacity;
    struct id_map places; /* from a hash to a place in `candidates`, from 1 */
    struct local_addresses local;
    bool failed; /* memory ran out */
};

static void pairs_free(void *state)
{
    struct pairs *pairs = state;
    free(pairs->candidates);
    id_map_free(&pairs->places);
    local_addresses_free(&pairs->local);
}

static bool pairs_failed(const void *state)
{
    const struct pairs *pairs = state;
    return pairs->failed || pairs->local.failed;
}

static const struct lookup_kind kind = {
    .size = sizeof(struct pairs),
    .free = pairs_free,
    .failed = pairs_failed,
    .lasts = false,
};

void pairs_learn(struct lookup_states *states, uint32_t netns)
{
    struct pairs *pairs = lookup_state(states, &kind);
    int number = pairs == NULL ? 0 : local_addresses_learn(&pairs->local, netns);
    if (number != 0)
        lookup_note_trouble(states, number);
}

static void map_address(uint8_t address[16], const struct sock *sock, const struct endpoint *end)
{
    if (sock->family == AF_INET)
        ipv4_map(address, end->address);
    else
        memcpy(address, end->address, sizeof(end->address));
}

/* False for a socket that is connected to nobody, and for what the kernel keeps of a connection
 * that is over or has not begun. */
static bool ends_of(const struct sock *sock, struct ends *ends)
{
    if ((sock->family != AF_INET && sock->family != AF_INET6) || !(sock->have & HAVE_LOCAL) ||
        !(sock->have & HAVE_PEER) || sock->peer.port == 0 || sock_is_reduced(sock))
        return false;
    *ends = (struct ends){.local.port = sock->local.port,
                          .peer.port = sock->peer.port,
                          .netns = sock->netns,
                          .kind = (uintptr_t)sock->kind};
    map_address(ends->local.address, sock, &sock->local);
    map_address(ends->peer.address, sock, &sock->peer);
    return true;
}

/* FNV-1a. */
static uint32_t hash_of(const struct ends *ends)
{
    const unsigned char *bytes = (const unsigned char *)ends;
    uint32_t hash = 2166136261;
    for (size_t i = 0; i < sizeof(*ends); i++)
        hash = (hash ^ bytes[i]) * 16777619;
    return hash;
}

static void read_facts(const struct sock *sock, struct candidate *candidate)
{
    struct slice info = sock_fact(sock, FACT_TCP_INFO), option = sock_fact(sock, FACT_SOCKOPT);
    struct inet_diag_sockopt options = {0};
    struct tcp_info tcp = {0};
    candidate->has_scales = info.length >= offsetof(struct tcp_info, tcpi_rto);
    if (candidate->has_scales)
        memcpy(&tcp, info.data, offsetof(struct tcp_info, tcpi_rto));
    if (option.length > 0)
        memcpy(&options, option.data,
               option.length < sizeof(options) ? option.length : sizeof(options));
    candidate->sent_scale = tcp.tcpi_snd_wscale;
    candidate->taken_scale = tcp.tcpi_rcv_wscale;
    candidate->is_transparent = options.transparent;
}

static bool add(struct pairs *pairs, const struct candidate *candidate)
{
    struct candidate *candidates =
        array_reserve(pairs->candidates, &pairs->capacity, pairs->count, sizeof(*candidates));
    if (candidates == NULL)
        return false;
    pairs->candidates = candidates;
    uint32_t *place = pairs->count < UINT32_MAX
                          ? id_map_insert(&pairs->places, hash_of(&candidate->ends), 0)
                          : NULL;
    if (place == NULL)
        return false;
    candidates[pairs->count] = *candidate;
    candidates[pairs->count].next = *place;
    *place = (uint32_t)++pairs->count;
    return true;
}

void pairs_add(struct lookup_states *states, const struct sock *sock)
{
    struct candidate candidate = {.inode = sock->have & HAVE_INODE ? sock->inode : 0};
    if (!ends_of(sock, &candidate.ends))
        return;
    struct pairs *pairs = lookup_state(states, &kind);
    read_facts(sock, &candidate);
    if (pairs != NULL && !add(pairs, &candidate))
        pairs->failed = true;
}

/* The only candidate with these ends. NULL when there is none, or several. */
static const struct candidate *find_only(struct pairs *pairs, const struct ends *ends)
{
    const struct candidate *found = NULL;
    const uint32_t *place = id_map_find(&pairs->places, hash_of(ends));
    for (uint32_t at = place == NULL ? 0 : *place; at != 0; at = pairs->candidates[at - 1].next) {
        const struct candidate *candidate = &pairs->candidates[at - 1];
        if (memcmp(&candidate->ends, ends, sizeof(*ends)) != 0)
            continue;
        if (found != NULL)
            return NULL;
        found = candidate;
    }
    return found;
}

static bool fit(const struct candidate *one, const struct candidate *other)
{
    bool has_scales = one->has_scales && other->has_scales;
    return !one->is_transparent && !other->is_transparent &&
           (!has_scales ||
            (one->sent_scale == other->taken_scale && one->taken_scale == other->sent_scale));
}

static bool find_connected(struct pairs *pairs, const struct sock *sock, struct other_end *other)
{
    struct ends ends, reversed;
    if (!ends_of(sock, &ends) ||
        !local_addresses_have(&pairs->local, ends.netns, ends.local.address) ||
        !local_addresses_have(&pairs->local, ends.netns, ends.peer.address))
        return false;
    reversed = ends;
    reversed.local = ends.peer;
    reversed.peer = ends.local;
    const struct candidate *here = find_only(pairs, &ends);
    const struct candidate *there = find_only(pairs, &reversed);
    if (here == NULL || there == NULL || here == there || there->inode == 0 || !fit(here, there))
        return false;
    *other = (struct other_end){there->inode, ends.netns};
    return true;
}

bool pairs_find(struct lookup_states *states, const struct sock *sock, struct other_end *other)
{
    if (sock->have & HAVE_PEER_INODE) {
        *other = (struct other_end){.inode = sock->peer_inode};
        return sock->peer_inode != 0;
    }
    struct pairs *pairs = lookup_state(states, &kind);
    return pairs != NULL && find_connected(pairs, sock, other);
}
