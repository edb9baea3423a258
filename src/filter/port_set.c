/* SPDX-License-Identifier: MIT */
#include "filter/port_set.h"

#include <string.h>

enum { WORD = 64, PORTS = UINT16_MAX + 1 };

static struct filter_port_bits *make_bits(struct arena *arena)
{
    struct filter_port_bits *bits = arena_alloc(arena, sizeof(*bits));
    if (bits != NULL)
        *bits = (struct filter_port_bits){0};
    return bits;
}

struct filter_port_set *filter_port_set_new(struct arena *arena)
{
    struct filter_port_set *set = arena_alloc(arena, sizeof(*set));
    if (set == NULL)
        return NULL;
    *set = (struct filter_port_set){.any = make_bits(arena), .united = make_bits(arena)};
    return set->any == NULL || set->united == NULL ? NULL : set;
}

static void add_range(struct filter_port_bits *bits, uint64_t low, uint64_t high,
                      enum filter_operator comparison)
{
    if (!filter_range_of(&low, &high, comparison))
        return;
    bits->beyond |= high > UINT16_MAX;
    high = high < PORTS ? high : UINT16_MAX;
    for (uint64_t word = low / WORD; low <= high && word <= high / WORD; word++) {
        uint64_t from = word == low / WORD ? UINT64_MAX << low % WORD : UINT64_MAX;
        uint64_t to = word == high / WORD ? UINT64_MAX >> (WORD - 1 - high % WORD) : UINT64_MAX;
        bits->words[word] |= from & to;
    }
}

static void unite(struct filter_port_bits *bits, const struct filter_port_bits *others)
{
    bits->beyond |= others->beyond;
    for (size_t i = 0; i < PORTS / WORD; i++)
        bits->words[i] |= others->words[i];
}

static struct filter_port_service *find_service(const struct filter_port_set *set,
                                                const char *protocol)
{
    for (size_t i = 0; i < set->count; i++) {
        if (strcmp(set->services[i].protocol, protocol) == 0)
            return &set->services[i];
    }
    return NULL;
}

/* The array is moved for each protocol. There are a handful. */
static struct filter_port_service *add_service(struct filter_port_set *set, const char *protocol,
                                               struct arena *arena)
{
    struct filter_port_service *services = arena_alloc(arena, (set->count + 1) * sizeof(*services));
    struct filter_port_bits *ports = make_bits(arena);
    if (services == NULL || ports == NULL)
        return NULL;
    if (set->count > 0)
        memcpy(services, set->services, set->count * sizeof(*services));
    services[set->count] = (struct filter_port_service){protocol, ports};
    set->services = services;
    return &services[set->count++];
}

bool filter_port_set_add(struct filter_port_set *set, const struct filter_ports *ports,
                         enum filter_operator comparison, struct arena *arena)
{
    if (ports->services == NULL)
        add_range(set->any, ports->low, ports->high, comparison);
    for (size_t i = 0; ports->services != NULL && i < ports->service_count; i++) {
        const struct filter_service *service = &ports->services[i];
        struct filter_port_service *of = find_service(set, service->protocol);
        if (of == NULL)
            of = add_service(set, service->protocol, arena);
        if (of == NULL)
            return false;
        add_range(of->ports, service->port, service->port, comparison);
    }
    return true;
}

void filter_port_set_finish(struct filter_port_set *set)
{
    unite(set->united, set->any);
    for (size_t i = 0; i < set->count; i++) {
        unite(set->services[i].ports, set->any);
        unite(set->united, set->services[i].ports);
    }
}

const struct filter_port_bits *filter_port_set_of(const struct filter_port_set *set,
                                                  const char *protocol)
{
    if (protocol == NULL)
        return set->united;
    const struct filter_port_service *service = find_service(set, protocol);
    return service == NULL ? set->any : service->ports;
}

bool filter_port_set_has(const struct filter_port_set *set, const char *protocol, uint64_t number)
{
    const struct filter_port_bits *bits = filter_port_set_of(set, protocol);
    return number < PORTS ? bits->words[number / WORD] >> number % WORD & 1 : bits->beyond;
}

/* The first port from `port` on that is in the set (`wanted`), or that is not; PORTS when there is
 * none. */
static unsigned find_bit(const struct filter_port_bits *bits, unsigned port, bool wanted)
{
    while (port < PORTS) {
        uint64_t word = wanted ? bits->words[port / WORD] : ~bits->words[port / WORD];
        word &= UINT64_MAX << port % WORD;
        if (word != 0)
            return port / WORD * WORD + (unsigned)__builtin_ctzll(word);
        port = (port / WORD + 1) * WORD;
    }
    return PORTS;
}

bool filter_port_bits_next(const struct filter_port_bits *bits, unsigned *low, unsigned *high)
{
    *low = find_bit(bits, *low, true);
    *high = find_bit(bits, *low, false) - 1;
    return *low < PORTS;
}
