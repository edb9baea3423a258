/* SPDX-License-Identifier: MIT */
#include "lookups.h"

#include <string.h>

#include "lookup/pairs.h"

static bool interfaces_failed(const struct interfaces *interfaces)
{
    bool failed = false;
    for (size_t i = 0; i < interfaces->count; i++)
        failed |= interfaces->spaces[i].names.failed;
    return failed;
}

void lookups_report_memory(const struct lookups *lookups, struct notes *notes)
{
    bool failed = lookup_states_failed(&lookups->states) || lookups->services.failed ||
                  lookups->services.text.failed || lookups->cgroups.failed ||
                  lookups->namespaces.names.failed || interfaces_failed(&lookups->interfaces) ||
                  lookups->owners.answer_failed || lookups->owners.socket_contexts.failed ||
                  lookups->scratch.failed;
    if (failed && !notes_have_code(notes, NOTE_OUT_OF_MEMORY))
        notes_add(notes, NOTE_OUT_OF_MEMORY, OUTCOME_INCOMPLETE, 0,
                  "out of memory: names or owners of sockets are missing");
}

void lookups_report(const struct lookups *lookups, struct notes *notes)
{
    if (lookups->cgroups.trouble != 0)
        notes_add(notes, NOTE_CGROUPS_UNKNOWN, OUTCOME_INCOMPLETE, 0,
                  "cgroups: paths are missing: %s", strerror(lookups->cgroups.trouble));
    if (lookups->namespaces.trouble != 0)
        notes_add(notes, NOTE_NAMESPACE_UNREADABLE, OUTCOME_INCOMPLETE, 0,
                  "network namespaces: names are missing: %s",
                  strerror(lookups->namespaces.trouble));
    if (lookups->states.trouble != 0)
        notes_add(notes, NOTE_LOOKUP_FAILED, OUTCOME_INCOMPLETE, 0, "names are missing: %s",
                  strerror(lookups->states.trouble));
    lookups_report_memory(lookups, notes);
}

bool lookups_want_peer(struct lookups *lookups, const struct sock *sock)
{
    struct other_end other;
    return !pairs_find(&lookups->states, sock, &other) ||
           owners_want(&lookups->owners, other.inode);
}
