/* SPDX-License-Identifier: MIT */
#include "lookup/candidate.h"

#include <linux/inet_diag.h>
#include <linux/tcp.h>
#include <string.h>
#include <sys/socket.h>

#include "util/ipv4_mapped.h"

static struct pair_end read_end(const struct sock *sock, const struct endpoint *from)
{
    struct pair_end end = {.port = from->port};
    if (sock->family == AF_INET)
        ipv4_map(end.address, from->address);
    else
        memcpy(end.address, from->address, sizeof(end.address));
    return end;
}

bool candidate_read_ends(struct candidate *candidate, const struct sock *sock)
{
    if ((sock->family != AF_INET && sock->family != AF_INET6) || !(sock->have & HAVE_LOCAL) ||
        !(sock->have & HAVE_PEER) || sock->peer.port == 0 || sock_is_reduced(sock))
        return false;
    candidate->local = read_end(sock, &sock->local);
    candidate->peer = read_end(sock, &sock->peer);
    candidate->kind = sock->kind;
    candidate->netns = sock->netns;
    candidate->inode = sock->have & HAVE_INODE ? sock->inode : 0;
    return true;
}

static uint64_t mix(uint64_t hash, uint64_t word)
{
    hash = (hash ^ word) * UINT64_C(0x9e3779b97f4a7c15);
    return hash ^ (hash >> 32);
}

static uint64_t hash_end(const struct pair_end *end, uint64_t seed)
{
    uint64_t words[2];
    memcpy(words, end->address, sizeof(words));
    return mix(mix(mix(seed, words[0]), words[1]), end->port);
}

/* A sum, so that both ends have the same hash. */
void candidate_hash(struct candidate *candidate, uint64_t seed)
{
    uint64_t sum = hash_end(&candidate->local, seed) + hash_end(&candidate->peer, seed);
    candidate->hash = (uint32_t)mix(sum, seed);
}

void candidate_read_facts(struct candidate *candidate, const struct sock *sock)
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

static bool is_same(const struct pair_end *one, const struct pair_end *other)
{
    return memcmp(one, other, sizeof(*one)) == 0;
}

bool candidate_is_alike(const struct candidate *one, const struct candidate *other)
{
    return is_same(&one->local, &other->local) && is_same(&one->peer, &other->peer) &&
           one->kind == other->kind;
}

bool candidate_is_reversed(const struct candidate *one, const struct candidate *other)
{
    return is_same(&one->local, &other->peer) && is_same(&one->peer, &other->local) &&
           one->kind == other->kind;
}

bool candidate_fits(const struct candidate *one, const struct candidate *other)
{
    bool has_scales = one->has_scales && other->has_scales;
    return !one->is_transparent && !other->is_transparent &&
           (!has_scales ||
            (one->sent_scale == other->taken_scale && one->taken_scale == other->sent_scale));
}
