/* SPDX-License-Identifier: MIT */
#include "arrange/health.h"
#include "column/groups.h"
#include "family/families.h"
#include "lookup/ephemeral_ports.h"
#include "util/array.h"
#include "view/destination.h"
#include "view/overview.h"

/* Destinations that are counted; a machine has far fewer to which many ports are used. */
enum { DESTINATIONS_MOST = 1000 * 1000 };

/* The range of the namespace, if the kernel may have chosen the local port from it. */
static const struct ephemeral_ports *find_range(struct overview *overview, const struct sock *sock)
{
    struct lookup_states *states = &overview->settings->lookups->states;
    if (sock->from != &family_tcp || sock->state == STATE_SYN_RECV)
        return NULL;
    const struct ephemeral_ports *range = ephemeral_ports_find(states, sock->netns);
    if (range == NULL || !range->known || !ephemeral_ports_have(range, sock->local.port))
        return NULL;
    if (overview->port_count == 0 || overview->ports_netns != sock->netns) {
        overview->port_count = ephemeral_ports_count(range);
        overview->ports_netns = sock->netns;
    }
    return range;
}

static struct overview_full *find_full(struct overview *overview, size_t place,
                                       const struct sock *sock)
{
    for (size_t i = 0; i < overview->full_count; i++) {
        if (overview->full[i].place == place)
            return &overview->full[i];
    }
    struct overview_full *full = array_reserve(overview->full, &overview->full_capacity,
                                               overview->full_count, sizeof(*full));
    if (full == NULL)
        return NULL;
    overview->full = full;
    full += overview->full_count++;
    *full = (struct overview_full){
        .place = place, .port = sock->peer.port, .limit = overview->port_count};
    struct sock copy;
    view_keep_sample(&full->sample, sock);
    view_use_sample(&copy, &full->sample, NULL);
    copy.have &= HAVE_PEER | HAVE_NETNS;
    view_keep_sample(&full->sample, &copy);
    return full;
}

/* Only those from here on are asked for their owners: the others of a destination with few
 * connections would be asked in vain. */
static bool note_full(struct overview *overview, size_t place, uint64_t used,
                      const struct sock *sock)
{
    struct overview_full *full = find_full(overview, place, sock);
    size_t count;
    if (full == NULL)
        return false;
    const struct process *owners = columns_find_owners(sock, overview->settings->lookups, &count);
    full->used = used;
    full->processes.unknown |= count == 0 && !columns_have_no_owner(sock);
    return people_add(&full->processes, owners, count);
}

bool overview_count_port(struct overview *overview, const struct sock *sock)
{
    if (find_range(overview, sock) == NULL)
        return true;
    const struct destination key = destination_of(sock);
    overview->destinations.most = DESTINATIONS_MOST;
    const struct tally_item *item =
        tally_add(&overview->destinations, (struct slice){(const char *)&key, sizeof(key)}, 1);
    if (item == NULL)
        return overview->destinations.count == overview->destinations.most;
    return !health_is_near(item->weight, overview->port_count, health_checks[HEALTH_PORTS].limit) ||
           note_full(overview, (size_t)(item - overview->destinations.items), item->weight, sock);
}
