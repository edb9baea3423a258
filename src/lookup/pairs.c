/* SPDX-License-Identifier: MIT */
#include "lookup/pairs.h"

#include <netinet/in.h>
#include <stdlib.h>
#include <string.h>
#include <sys/random.h>

#include "lookup/candidate.h"
#include "lookup/joined.h"
#include "lookup/local_addresses.h"
#include "util/array.h"

enum {
    PREFETCHED = 16, /* how far ahead memory is loaded into the cache */
    NEAR = 32,       /* how far on in the list the next socket is looked for */
};

struct pairs {
    struct candidate *candidates; /* owned */
    size_t count, capacity;
    uint32_t *slots;   /* owned; the place, from 1, of a candidate in each; NULL before `resolve` */
    size_t slot_count; /* a power of two */
    size_t expected;   /* place in `candidates` of what will probably be asked for next */
    struct local_addresses local;
    struct joined joined;
    uint64_t seed;
    bool across; /* slots have the candidates of all namespaces together */
    bool failed; /* memory ran out */
};

static void pairs_free(void *state)
{
    struct pairs *pairs = state;
    free(pairs->candidates);
    free(pairs->slots);
    local_addresses_free(&pairs->local);
    joined_free(&pairs->joined);
}

static bool pairs_failed(const void *state)
{
    const struct pairs *pairs = state;
    return pairs->failed || pairs->local.failed || pairs->joined.failed;
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

struct joined *pairs_joined(struct lookup_states *states)
{
    struct pairs *pairs = lookup_state(states, &kind);
    return pairs == NULL ? NULL : &pairs->joined;
}

/* A number that others cannot know, so that they cannot choose many connections with one hash. */
static void choose_seed(struct pairs *pairs)
{
    if (getrandom(&pairs->seed, sizeof(pairs->seed), GRND_NONBLOCK) < 0)
        pairs->seed = 0;
}

void pairs_add(struct lookup_states *states, const struct sock *sock)
{
    struct candidate candidate = {0};
    if (!candidate_read_ends(&candidate, sock))
        return;
    struct pairs *pairs = lookup_state(states, &kind);
    if (pairs == NULL || pairs->failed)
        return;
    struct candidate *candidates =
        pairs->count == UINT32_MAX
            ? NULL
            : array_reserve(pairs->candidates, &pairs->capacity, pairs->count, sizeof(*candidates));
    pairs->failed = candidates == NULL;
    if (pairs->failed)
        return;
    if (pairs->count == 0)
        choose_seed(pairs);
    candidate_hash(&candidate, pairs->seed);
    candidate_read_facts(&candidate, sock);
    pairs->candidates = candidates;
    candidates[pairs->count++] = candidate;
}

static bool is_one(const struct candidate *one, const struct candidate *other)
{
    return one->inode == other->inode && one->netns == other->netns &&
           candidate_is_alike(one, other);
}

void pairs_show(struct lookup_states *states, const struct sock *sock)
{
    struct candidate asked = {0};
    struct pairs *pairs = lookup_state(states, &kind);
    if (pairs == NULL || pairs->count == 0 || !candidate_read_ends(&asked, sock))
        return;
    struct candidate *last = &pairs->candidates[pairs->count - 1];
    last->is_shown |= is_one(last, &asked);
}

static uint32_t *slot_of(const struct pairs *pairs, const struct candidate *candidate)
{
    uint64_t netns = pairs->across ? 0 : candidate->netns;
    uint64_t spread = (candidate->hash ^ netns << 32) * UINT64_C(0x9e3779b97f4a7c15);
    return &pairs->slots[(spread >> 32) & (pairs->slot_count - 1)];
}

static void fill_slots(struct pairs *pairs)
{
    memset(pairs->slots, 0, pairs->slot_count * sizeof(*pairs->slots));
    for (size_t i = 0; i < pairs->count; i++) {
        uint32_t *slot = slot_of(pairs, &pairs->candidates[i]);
        pairs->candidates[i].next = *slot;
        *slot = (uint32_t)i + 1;
    }
}

static bool has_local(struct pairs *pairs, const struct candidate *in, const struct pair_end *end)
{
    return local_addresses_have(&pairs->local, in->netns, end->address);
}

static bool is_link_local(const struct candidate *candidate)
{
    return IN6_IS_ADDR_LINKLOCAL((const struct in6_addr *)candidate->local.address) ||
           IN6_IS_ADDR_LINKLOCAL((const struct in6_addr *)candidate->peer.address);
}

/* Addresses of a link are not unique, and a namespace can have several links. */
static bool can_be_across(struct pairs *pairs, const struct candidate *one,
                          const struct candidate *other)
{
    return one->netns != other->netns && has_local(pairs, one, &one->local) &&
           !has_local(pairs, one, &one->peer) && has_local(pairs, other, &other->local) &&
           !has_local(pairs, other, &other->peer) && !is_link_local(one) &&
           joined_have(&pairs->joined, one->netns, other->netns);
}

static bool can_be_pair(struct pairs *pairs, const struct candidate *one,
                        const struct candidate *other)
{
    return candidate_fits(one, other) && (pairs->across ? can_be_across(pairs, one, other)
                                                        : has_local(pairs, one, &one->local) &&
                                                              has_local(pairs, one, &one->peer));
}

/* The place, from 1, of the only candidate with the ends of this one the other way round. 0 when
 * there is none or several, or when several have the same ends as this one. */
static uint32_t find_reversed(const struct pairs *pairs, const struct candidate *one)
{
    uint32_t found = 0;
    for (uint32_t at = *slot_of(pairs, one); at != 0; at = pairs->candidates[at - 1].next) {
        const struct candidate *candidate = &pairs->candidates[at - 1];
        if (candidate == one || candidate->hash != one->hash ||
            (!pairs->across && candidate->netns != one->netns))
            continue;
        bool is_reversed = candidate_is_reversed(candidate, one);
        if (candidate_is_alike(candidate, one) || (is_reversed && found != 0))
            return 0;
        if (is_reversed)
            found = at;
    }
    return found;
}

/* For the other end the same would be found, so only the first one of two looks. */
static void match(struct pairs *pairs, size_t place)
{
    struct candidate *one = &pairs->candidates[place];
    uint32_t found = one->other == 0 ? find_reversed(pairs, one) : 0;
    if (found == 0 || !can_be_pair(pairs, one, &pairs->candidates[found - 1]))
        return;
    one->other = found;
    pairs->candidates[found - 1].other = (uint32_t)place + 1;
}

/* Neighbours in the list are far from each other in memory otherwise, so that is loaded ahead. */
static void load_ahead(const struct pairs *pairs, size_t place)
{
    if (place + 2 * PREFETCHED < pairs->count)
        __builtin_prefetch(slot_of(pairs, &pairs->candidates[place + 2 * PREFETCHED]));
    if (place + PREFETCHED < pairs->count) {
        uint32_t first = *slot_of(pairs, &pairs->candidates[place + PREFETCHED]);
        __builtin_prefetch(&pairs->candidates[first - 1]);
    }
}

static void match_all(struct pairs *pairs, bool across)
{
    pairs->across = across;
    fill_slots(pairs);
    for (size_t i = 0; i < pairs->count; i++) {
        load_ahead(pairs, i);
        match(pairs, i);
    }
}

/* Pairs within one namespace go first. */
static bool resolve(struct pairs *pairs)
{
    if (pairs->slots != NULL || pairs->count == 0)
        return pairs->slots != NULL;
    pairs->slot_count = 64;
    while (pairs->slot_count < pairs->count)
        pairs->slot_count *= 2;
    pairs->slots = reallocarray(NULL, pairs->slot_count, sizeof(*pairs->slots));
    pairs->failed |= pairs->slots == NULL;
    if (pairs->slots == NULL)
        return false;
    match_all(pairs, false);
    if (pairs->joined.count > 0)
        match_all(pairs, true);
    return true;
}

/* Loads the other end of a candidate that will probably be asked for soon. */
static void load_other(const struct pairs *pairs, size_t place)
{
    if (place + PREFETCHED < pairs->count && pairs->candidates[place + PREFETCHED].other != 0)
        __builtin_prefetch(&pairs->candidates[pairs->candidates[place + PREFETCHED].other - 1]);
}

/* The candidate that was made of a socket with these ends; NULL when there is none. */
static const struct candidate *find_candidate(struct pairs *pairs, struct candidate *asked)
{
    for (size_t i = pairs->expected; i < pairs->count && i - pairs->expected < NEAR; i++) {
        if (is_one(&pairs->candidates[i], asked)) {
            pairs->expected = i;
            load_other(pairs, i);
            return &pairs->candidates[i];
        }
    }
    candidate_hash(asked, pairs->seed);
    uint32_t at = *slot_of(pairs, asked);
    while (at != 0 && !is_one(&pairs->candidates[at - 1], asked))
        at = pairs->candidates[at - 1].next;
    if (at == 0)
        return NULL;
    pairs->expected = at - 1;
    return &pairs->candidates[at - 1];
}

bool pairs_find(struct lookup_states *states, const struct sock *sock, struct other_end *other)
{
    struct candidate asked = {0};
    if (sock->have & HAVE_PEER_INODE) {
        *other = (struct other_end){.inode = sock->peer_inode};
        return sock->peer_inode != 0;
    }
    struct pairs *pairs = lookup_state(states, &kind);
    if (pairs == NULL || !resolve(pairs) || !candidate_read_ends(&asked, sock))
        return false;
    const struct candidate *here = find_candidate(pairs, &asked);
    if (here == NULL || here->other == 0)
        return false;
    const struct candidate *there = &pairs->candidates[here->other - 1];
    *other = (struct other_end){there->inode, there->netns};
    return there->inode != 0;
}

bool pairs_each(struct lookup_states *states, bool (*take)(void *context, uint32_t inode),
                void *context)
{
    struct pairs *pairs = lookup_state(states, &kind);
    if (pairs == NULL || !resolve(pairs))
        return true;
    for (size_t i = 0; i < pairs->count; i++) {
        const struct candidate *here = &pairs->candidates[i];
        if (!here->is_shown || here->other == 0)
            continue;
        const struct candidate *there = &pairs->candidates[here->other - 1];
        if (there->inode != 0 && !there->is_shown && !take(context, there->inode))
            return false;
    }
    return true;
}
