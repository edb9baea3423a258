/* SPDX-License-Identifier: MIT */
#ifndef SOCKVIEW_LOOKUPS_H
#define SOCKVIEW_LOOKUPS_H

#include "lookup/cgroups.h"
#include "lookup/hosts.h"
#include "lookup/interfaces.h"
#include "lookup/lookup.h"
#include "lookup/namespaces.h"
#include "lookup/port_range.h"
#include "lookup/services.h"
#include "owners/last_owners.h"
#include "owners/owners.h"
#include "sock.h"
#include "util/notes.h"
#include "util/progress.h"

/* Everything that columns look up outside the record of the kernel. Each part loads itself at its
 * first use. Starts zeroed, except for the settings. */
struct lookups {
    bool numeric;                   /* ports have no names */
    bool processes_merged;          /* the table shows processes of one name as one */
    bool processes_with_descriptor; /* the table shows a process's descriptor too */
    struct progress *progress;      /* learns how much was read; borrowed; or NULL */
    const char *time;               /* of the answer: RFC 3339, UTC; borrowed; or NULL */
    struct services services;
    struct interfaces interfaces;
    struct namespaces namespaces;
    struct cgroups cgroups;
    struct owners owners;
    struct last_owners last_owners;
    struct hosts hosts;
    struct port_ranges port_ranges;
    struct lookup_states states; /* of lookups without a member of their own here */
    struct strbuf scratch;       /* for a value that has to be composed; valid until the next
                                  * column_get */
};

/* Adds a note when memory ran out in a lookup, or it failed, so that values may be missing. */
void lookups_report(const struct lookups *lookups, struct notes *notes);

/* The same once more after further values were pulled: only whether memory ran out, and once. */
void lookups_report_memory(const struct lookups *lookups, struct notes *notes);

/* Announces the socket at the other end of a connection to those whose owners are looked up
 * (owners_want), where it is known. False when out of memory. */
bool lookups_want_peer(struct lookups *lookups, const struct sock *sock);

/* Forgets what may have changed by the next answer: all but the databases of services and
 * protocols, which last. While threads still wait for names of hosts, those that are known stay,
 * and no further ones are asked for, so that a silent name server does not gather threads. */
static inline void lookups_forget(struct lookups *lookups)
{
    interfaces_free(&lookups->interfaces);
    namespaces_free(&lookups->namespaces);
    cgroups_free(&lookups->cgroups);
    owners_restart(&lookups->owners);
    lookup_states_forget(&lookups->states);
    port_ranges_free(&lookups->port_ranges);
    if (!hosts_are_busy(&lookups->hosts))
        hosts_free(&lookups->hosts);
}

/* Frees what the parts hold. */
static inline void lookups_free(struct lookups *lookups)
{
    services_free(&lookups->services);
    interfaces_free(&lookups->interfaces);
    namespaces_free(&lookups->namespaces);
    cgroups_free(&lookups->cgroups);
    owners_free(&lookups->owners);
    last_owners_free(&lookups->last_owners);
    hosts_free(&lookups->hosts);
    lookup_states_free(&lookups->states);
    port_ranges_free(&lookups->port_ranges);
    strbuf_free(&lookups->scratch);
}

#endif
