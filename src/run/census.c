/* SPDX-License-Identifier: MIT */
#include "run/census.h"

#include <stdlib.h>

#include "source/diag.h"
#include "util/array.h"

/* A socket that may have, or once had, an owner. */
struct census_entry {
    uint64_t cookie;
    uint32_t inode; /* 0: no process holds it now */
};

struct census {
    struct lookups *lookups;
    struct notes *notes;
    struct census_entry *entries; /* owned */
    size_t count, capacity;
    bool failed; /* out of memory */
};

static bool keep(struct census *census, struct census_entry entry)
{
    struct census_entry *entries =
        array_reserve(census->entries, &census->capacity, census->count, sizeof(*entries));
    if (entries == NULL)
        return false;
    census->entries = entries;
    entries[census->count++] = entry;
    return true;
}

static enum emit_result count_socket(void *context, const struct sock *sock)
{
    struct census *census = context;
    uint32_t inode = sock_can_be_held(sock) ? sock->inode : 0;
    if (!keep(census, (struct census_entry){sock->cookie, inode}))
        census->failed = true;
    if (inode != 0 && !owners_want(&census->lookups->owners, inode))
        census->failed = true;
    return census->failed ? EMIT_ERROR : EMIT_GO;
}

static void count_table(struct census *census, struct diag *diag, const struct family *family,
                        const struct socket_table *table)
{
    struct dump dump = {
        .family = family,
        .table = table,
        .request.states = family->states & ~state_bit(STATE_TIME_WAIT), /* sockets in TIME_WAIT have
                                                                         * no owner */
        .emitter = {count_socket, census},
    };
    struct dump_report report;
    diag_dump(diag, &dump, &report);
    if (report.result == DUMP_FAILED)
        notes_add(census->notes, NOTE_OWNERS_FAILED, OUTCOME_INCOMPLETE, 0, "owners: %s",
                  error_message(&report.error));
    error_clear(&report.error);
}

static void count_entries(struct census *census, const struct query *query)
{
    struct error error = {0};
    struct diag *diag = diag_open(&error);
    if (diag == NULL)
        notes_add(census->notes, NOTE_OWNERS_FAILED, OUTCOME_INCOMPLETE, 0, "owners: %s",
                  error_message(&error));
    for (size_t i = 0; diag != NULL && i < families_count; i++) {
        for (size_t j = 0; j < families[i]->table_count; j++) {
            if (selection_wants_table(&query->selection, i, &families[i]->tables[j]))
                count_table(census, diag, families[i], &families[i]->tables[j]);
        }
    }
    diag_close(diag);
    error_clear(&error);
}

static void remember(struct census *census, bool keep)
{
    struct last_owners *last = &census->lookups->last_owners;
    if (!keep || !last->filled)
        last_owners_begin(last);
    for (size_t i = 0; i < census->count && !census->failed; i++) {
        const struct census_entry *entry = &census->entries[i];
        size_t count = 0;
        const struct process *items = NULL;
        if (entry->inode != 0)
            items = owners_find(&census->lookups->owners, entry->inode, &count);
        if (count == 0)
            items = last_owners_find(last, entry->cookie, &count);
        census->failed = !last_owners_add(last, entry->cookie, items, count);
    }
}

void census_take(const struct query *query, struct lookups *lookups, bool keep, struct notes *notes)
{
    struct census census = {.lookups = lookups, .notes = notes};
    struct error error = {0};
    count_entries(&census, query);
    if (!owners_scan(&lookups->owners, query_proc(query), &error))
        notes_add(notes, NOTE_OWNERS_FAILED, OUTCOME_INCOMPLETE, 0, "%s", error_message(&error));
    else if (!lookups->last_owners.filled) /* only once, because the number changes all the time */
        owners_report(&lookups->owners, notes);
    remember(&census, keep);
    if (census.failed)
        notes_add(notes, NOTE_OUT_OF_MEMORY, OUTCOME_INCOMPLETE, 0, "owners: out of memory");
    error_clear(&error);
    free(census.entries);
    owners_restart(&lookups->owners);
}
