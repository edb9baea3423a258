/* SPDX-License-Identifier: MIT */
#include <string.h>
#include <sys/socket.h>

#include "filter/kinds.h"

/* Ranges or tests of one set that the kernel is asked to compare. It tries them one after the other
 * for each socket, so more of them cost more than the sockets that they keep away. */
enum { PARTS_MOST = 16 };

/* The widest spaces between the ranges of a set, the widest first. */
struct gaps {
    unsigned widths[PARTS_MOST - 1];
    size_t count;
};

static void add_gap(struct gaps *gaps, unsigned width)
{
    size_t at = gaps->count < PARTS_MOST - 1 ? gaps->count++ : PARTS_MOST - 1;
    for (; at > 0 && gaps->widths[at - 1] < width; at--) {
        if (at < PARTS_MOST - 1)
            gaps->widths[at] = gaps->widths[at - 1];
    }
    if (at < PARTS_MOST - 1)
        gaps->widths[at] = width;
}

/* The width that a space must have so that not more than PARTS_MOST ranges are left; `spare` is how
 * many of exactly that width there may be. */
static unsigned least_gap(const struct filter_port_bits *bits, size_t *spare)
{
    struct gaps gaps = {0};
    unsigned low = 0, high, last = 0;
    for (bool begins = true; filter_port_bits_next(bits, &low, &high); low = high + 1) {
        if (!begins)
            add_gap(&gaps, low - last);
        begins = false;
        last = high;
    }
    *spare = 0;
    unsigned least = gaps.count == 0 ? 0 : gaps.widths[gaps.count - 1];
    for (size_t i = 0; i < gaps.count; i++)
        *spare += gaps.widths[i] == least;
    return least;
}

static struct code join_range(struct code code, bool peer, unsigned low, unsigned high)
{
    return code_join(code, filter_push_port_range(peer, low, high), false);
}

/* Not more than PARTS_MOST ranges with all ports of the set: those across the narrowest spaces
 * became one. */
static struct code push_hull_of_ports(const struct filter_port_bits *bits, bool peer)
{
    struct code code = code_constant(false);
    size_t spare;
    unsigned least = least_gap(bits, &spare), low = 0, high, first, last;
    if (!filter_port_bits_next(bits, &low, &high))
        return code;
    for (first = low, last = high; low = high + 1, filter_port_bits_next(bits, &low, &high);
         last = high) {
        unsigned gap = low - last;
        if (gap < least || (gap == least && spare == 0))
            continue;
        spare -= gap == least;
        code = join_range(code, peer, first, last);
        first = low;
    }
    return join_range(code, peer, first, last);
}

/* Not more than PARTS_MOST ranges, all ports of which are in the set. */
static struct code push_some_ports(const struct filter_port_bits *bits, bool peer)
{
    struct code code = code_constant(false);
    unsigned low = 0, high;
    for (size_t i = 0; i < PARTS_MOST && filter_port_bits_next(bits, &low, &high);
         i++, low = high + 1)
        code = join_range(code, peer, low, high);
    return code;
}

static struct code push_ports(const struct filter_push *push, const struct filter_test *test)
{
    bool peer = filter_is_peer(test);
    const struct filter_port_bits *bits =
        filter_port_set_of(test->set->ports, push->family->kinds[0].protocol);
    if (test->host.family != AF_UNSPEC && !push->upper)
        return code_constant(false);
    struct code code = push->upper ? push_hull_of_ports(bits, peer) : push_some_ports(bits, peer);
    if (!test->field.kind->is_end)
        return code;
    return code_join(filter_push_family(test->host.family, peer), code, true);
}

/* Shortens a prefix until it also contains another of its family. */
static void widen(struct filter_prefix *prefix, const struct filter_prefix *other)
{
    unsigned length = prefix->length < other->length ? prefix->length : other->length, same = 0;
    while (same < length &&
           ((prefix->address[same / 8] ^ other->address[same / 8]) & 0x80 >> same % 8) == 0)
        same++;
    prefix->length = same;
}

/* The prefix that contains all addresses of a family. False when there are none. */
static bool find_hull(const struct filter_set *set, int family, struct filter_prefix *hull)
{
    bool found = false;
    for (size_t i = 0; i < set->count; i++) {
        const struct filter_host *host = &set->tests[i]->host;
        for (size_t j = 0; j < host->prefix_count; j++) {
            if (host->prefixes[j].family != family)
                continue;
            if (found)
                widen(hull, &host->prefixes[j]);
            else
                *hull = host->prefixes[j];
            found = true;
        }
    }
    return found;
}

static struct code push_hull_of_addresses(const struct filter_test *test)
{
    struct code code = code_constant(false);
    struct filter_prefix hull;
    if (find_hull(test->set, AF_INET, &hull))
        code = code_join(code, filter_push_prefix(&hull, filter_is_peer(test)), false);
    if (find_hull(test->set, AF_INET6, &hull))
        code = code_join(code, filter_push_prefix(&hull, filter_is_peer(test)), false);
    return code;
}

/* One after the other. Fewer than all of them pass too little, but nothing wrong. */
static struct code push_tests(const struct filter_push *push, const struct filter_set *set)
{
    struct code code = code_constant(false);
    for (size_t i = 0; i < set->count && i < PARTS_MOST; i++)
        code = code_join(code, set->tests[i]->field.kind->push(push, set->tests[i]), false);
    return code;
}

struct code filter_push_set(const struct filter_push *push, const struct filter_test *test)
{
    if (test->set->ports != NULL)
        return push_ports(push, test);
    if (test->set->count <= PARTS_MOST || !push->upper)
        return push_tests(push, test->set);
    return test->field.kind->is_end ? push_hull_of_addresses(test) : code_constant(true);
}
