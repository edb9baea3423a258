/* SPDX-License-Identifier: MIT */
#include "run/expected.h"

/* The kernel counts no other family by itself, and of those only UNIX has many sockets. */
static uint64_t others_in_use(const struct sockets_in_use *use)
{
    uint64_t counted = use->tcp + use->udp + use->udp6;
    return use->all > counted ? use->all - counted : 0;
}

static uint64_t of_family(const struct family *family, uint32_t states,
                          const struct sockets_in_use *use)
{
    if (family == &family_tcp)
        return states & state_bit(STATE_ESTABLISHED) ? use->tcp : 0;
    if (family == &family_udp)
        return use->udp + use->udp6;
    return family == &family_unix ? others_in_use(use) : 0;
}

uint64_t expected_sockets(const struct selection *selection, const struct sockets_in_use *use)
{
    uint64_t expected = 0;
    if (!use->known || selection->filter != NULL)
        return 0;
    for (size_t i = 0; i < families_count; i++) {
        uint32_t states = selection_states(selection, families[i]);
        if (selection->kinds[i] != 0 && states != 0)
            expected += of_family(families[i], states, use);
    }
    return expected;
}

/* Whether most sockets of our own namespace become rows that need their owners. Findings are about
 * few. */
static bool shows_most(const struct query *query)
{
    return query->selection.filter == NULL && query->arrangement.limit == 0 &&
           query->arrangement.health.asked == 0 && query->netns.argument == NULL &&
           query->recording.path == NULL;
}

void expected_find_owners(const struct query *query, struct lookups *lookups)
{
    struct sockets_in_use use;
    if (!(query->needs & NEED_OWNERS) || !shows_most(query))
        return;
    in_use_read(query_proc(query), &use);
    owners_read_ahead(&lookups->owners, query_proc(query),
                      expected_sockets(&query->selection, &use));
}
