/* SPDX-License-Identifier: MIT */
#include "run/databases.h"

#include "lookup/users.h"

/* Whether a chosen kind of sockets has names of ports. */
static bool wants_services(const struct selection *selection)
{
    bool wanted = false;
    for (size_t i = 0; i < families_count; i++) {
        for (size_t j = 0; j < families[i]->kind_count; j++)
            wanted |= families[i]->kinds[j].protocol != NULL && selection->kinds[i] >> j & 1;
    }
    return wanted;
}

void databases_load(const struct query *query, struct lookups *lookups)
{
    bool names_ports = query->needs & NEED_SERVICES && !lookups->numeric;
    bool reads_names = filter_needs(query->selection.filter) & NEED_SERVICES;
    if ((names_ports || reads_names) && wants_services(&query->selection))
        services_load(&lookups->services);
    if (query->needs & NEED_USERS)
        users_find(&lookups->states, 0);
}
