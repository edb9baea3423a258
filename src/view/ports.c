/* SPDX-License-Identifier: MIT */
#include "view/ports.h"

#include <stdlib.h>
#include <string.h>
#include <sys/socket.h>

#include "lookup/listeners.h"
#include "need.h"
#include "util/array.h"
#include "util/ipv4_mapped.h"
#include "util/tally.h"
#include "view/destination.h"

struct ports {
    const struct view_settings *settings;
    struct tally keys;
    struct ports_destination *destinations; /* owned; as many as keys */
    size_t capacity;
    const struct ports_destination **order; /* owned; the fullest first */
    struct ports_range *ranges;             /* owned */
    size_t range_count, range_capacity;
};

static void *ports_start(const struct view_settings *settings)
{
    struct ports *ports = calloc(1, sizeof(*ports));
    if (ports != NULL) {
        ports->settings = settings;
        ports->keys.most = UINT32_MAX;
    }
    return ports;
}

/* Whether the kernel may have chosen the local port of a connection. */
static bool is_counted(const struct ports *ports, const struct sock *sock)
{
    struct lookup_states *states = &ports->settings->lookups->states;
    if (!(sock->have & HAVE_LOCAL) || !(sock->have & HAVE_PEER) || sock->peer.port == 0 ||
        !(sock->have & HAVE_STATE) || sock->state >= PORTS_STATES)
        return false;
    const struct ephemeral_ports *range = ephemeral_ports_find(states, sock->netns);
    return (range == NULL || !range->known || ephemeral_ports_have(range, sock->local.port)) &&
           listeners_find(states, sock) == NULL;
}

/* Over IPv4, an IPv6 socket takes its ports from those of IPv4 sockets, so it is shown as one. */
static void unmap(struct sock *sock)
{
    if (sock->family != AF_INET6 || !ipv4_is_mapped(sock->local.address) ||
        !ipv4_is_mapped(sock->peer.address))
        return;
    sock->family = AF_INET;
    memmove(sock->local.address, sock->local.address + IPV4_MAPPED_PREFIX, 4);
    memmove(sock->peer.address, sock->peer.address + IPV4_MAPPED_PREFIX, 4);
}

static void take_sample(struct view_sample *sample, const struct sock *sock)
{
    struct sock copy;
    view_keep_sample(sample, sock);
    view_use_sample(&copy, sample, NULL);
    copy.have &= HAVE_LOCAL | HAVE_PEER | HAVE_NETNS;
    unmap(&copy);
    view_keep_sample(sample, &copy);
}

static bool start_destination(struct ports *ports, size_t place, const struct sock *sock)
{
    struct ports_destination *destinations =
        array_reserve(ports->destinations, &ports->capacity, place, sizeof(*destinations));
    if (destinations == NULL)
        return false;
    ports->destinations = destinations;
    struct ports_destination *destination = &destinations[place];
    *destination =
        (struct ports_destination){.netns = sock->netns, .key = ports->keys.items[place].text};
    take_sample(&destination->sample, sock);
    return true;
}

static bool ports_add(void *state, const struct sock *sock)
{
    struct ports *ports = state;
    if (!is_counted(ports, sock))
        return true;
    const struct destination key = destination_of(sock);
    size_t before = ports->keys.count;
    struct tally_item *item =
        tally_add(&ports->keys, (struct slice){(const char *)&key, sizeof(key)}, 1);
    size_t place = item == NULL ? 0 : (size_t)(item - ports->keys.items);
    if (item == NULL || (place == before && !start_destination(ports, place, sock)))
        return false;
    ports->destinations[place].used++;
    ports->destinations[place].in_state[sock->state]++;
    return true;
}

/* A port may have a listener for each of several addresses. */
static uint32_t count_listening(struct lookup_states *states, const struct ephemeral_ports *ports)
{
    const struct listener *listener;
    uint32_t count = 0, last = 0;
    for (size_t i = 0; (listener = listeners_at(states, i)) != NULL; i++) {
        if (listener->netns != ports->netns || listener->port == last ||
            !ephemeral_ports_have(ports, listener->port))
            continue;
        last = listener->port;
        count++;
    }
    return count;
}

static bool add_ranges(struct ports *ports)
{
    struct lookup_states *states = &ports->settings->lookups->states;
    const struct ephemeral_ports *known;
    while ((known = ephemeral_ports_at(states, ports->range_count)) != NULL) {
        struct ports_range *ranges = array_reserve(ports->ranges, &ports->range_capacity,
                                                   ports->range_count, sizeof(*ranges));
        if (ranges == NULL)
            return false;
        ports->ranges = ranges;
        uint32_t listening = count_listening(states, known);
        ranges[ports->range_count++] = (struct ports_range){
            .ports = known,
            .listening = listening,
            .usable = ephemeral_ports_count(known) - listening,
        };
    }
    return true;
}

static const struct ports_range *find_range(const struct ports *ports, uint32_t netns)
{
    for (size_t i = 0; i < ports->range_count; i++) {
        if (ports->ranges[i].ports->netns == netns)
            return &ports->ranges[i];
    }
    return NULL;
}

/* What is unknown comes last; equal ones by their ends. */
static int compare(const void *left, const void *right)
{
    const struct ports_destination *one = *(const struct ports_destination *const *)left;
    const struct ports_destination *other = *(const struct ports_destination *const *)right;
    bool known = ports_range_is_known(one->range), other_known = ports_range_is_known(other->range);
    if (known != other_known)
        return known ? -1 : 1;
    if (known && ports_left(one) != ports_left(other))
        return ports_left(one) < ports_left(other) ? -1 : 1;
    if (one->used != other->used)
        return one->used > other->used ? -1 : 1;
    return memcmp(one->key.data, other->key.data, sizeof(struct destination));
}

static bool ports_finish(void *state)
{
    struct ports *ports = state;
    size_t count = ports->keys.count;
    ports->order = calloc(count + 1, sizeof(struct ports_destination *));
    if (ports->order == NULL || !add_ranges(ports))
        return false;
    for (size_t i = 0; i < count; i++) {
        struct ports_destination *destination = &ports->destinations[i];
        destination->range = find_range(ports, destination->netns);
        ports->order[i] = destination;
    }
    qsort(ports->order, count, sizeof(struct ports_destination *), compare);
    return true;
}

static bool ports_row(void *state, size_t section, size_t place, struct sock *sock)
{
    const struct ports *ports = state;
    uint64_t limit = ports->settings->limit > 0 ? ports->settings->limit : UINT64_MAX;
    static const struct view_sample nothing;
    if (section == PORTS_RANGES && place < ports->range_count)
        view_use_sample(sock, &nothing, &ports->ranges[place].cells);
    else if (section == PORTS_DESTINATIONS && place < ports->keys.count && place < limit)
        view_use_sample(sock, &ports->order[place]->sample, &ports->order[place]->cells);
    else
        return false;
    return true;
}

static void ports_free(void *state)
{
    struct ports *ports = state;
    tally_free(&ports->keys);
    free(ports->destinations);
    free(ports->order);
    free(ports->ranges);
    free(ports);
}

const struct view view_ports = {
    .name = "ports",
    .sections = ports_sections,
    .section_count = PORTS_SECTIONS,
    .needs = NEED_LISTENERS | NEED_EPHEMERAL_PORTS | NEED_SERVICES,
    .start = ports_start,
    .add = ports_add,
    .finish = ports_finish,
    .row = ports_row,
    .free = ports_free,
};
