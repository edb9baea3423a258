/* SPDX-License-Identifier: MIT */
#include "run/unlisted_note.h"

#include "lookup/namespaces.h"
#include "netns/tour.h"
#include "run/table_sources.h"
#include "util/plural.h"

/* The second reading. */
struct reading {
    struct query query;
    struct tables tables;
    struct notes notes;
    struct id_map listed; /* inodes */
    bool failed;          /* out of memory */
};

static bool wants_all(const struct selection *selection, const struct family *family)
{
    bool all = (selection_states(selection, family) & family->states) == family->states;
    for (size_t i = 0; i < family->kind_count; i++)
        all = all && selection_has_kind(selection, family, &family->kinds[i]);
    return all;
}

bool unlisted_is_wanted(const struct query *query)
{
    const struct selection *selection = &query->selection;
    bool wanted = query->needs & NEED_OWNERS && selection->filter == NULL &&
                  selection->addresses == 0 && query->source == SOURCE_AUTO &&
                  query->recording.path == NULL && !query->events &&
                  query->netns.argument == NULL && query->arrangement.kill == KILL_NOTHING &&
                  query->arrangement.limit == 0;
    for (size_t i = 0; wanted && i < families_count; i++)
        wanted = wants_all(selection, families[i]);
    return wanted;
}

static enum emit_result take(void *context, const struct sock *sock, bool from_file)
{
    struct reading *reading = context;
    (void)from_file;
    if (sock->have & HAVE_INODE)
        reading->failed |= id_map_insert(&reading->listed, sock->inode, 0) == NULL;
    return reading->failed ? EMIT_STOP : EMIT_GO;
}

static bool read_here(void *context, const struct netns_stop *stop)
{
    struct reading *reading = context;
    table_sources_open(&reading->tables, stop->inode);
    tables_read(&reading->tables);
    table_sources_close(&reading->tables);
    return !reading->failed;
}

/* False when a socket may be missing. */
static bool read_again(struct reading *reading)
{
    struct netns_tour tour;
    struct error ignored = {0};
    bool good = netns_tour_start(&tour, reading->query.netns, &ignored);
    if (good) {
        good = netns_tour_run(&tour, read_here, reading, &reading->notes, &ignored);
        netns_tour_end(&tour);
    }
    error_clear(&ignored);
    return good && !reading->failed && reading->notes.outcome == OUTCOME_COMPLETE;
}

static size_t count_unlisted(const struct query *query, struct lookups *lookups)
{
    struct reading reading = {.query = *query};
    size_t count = 0;
    reading.query.needs = 0;
    reading.tables = (struct tables){.query = &reading.query,
                                     .lookups = lookups,
                                     .notes = &reading.notes,
                                     .take = take,
                                     .context = &reading};
    if (read_again(&reading))
        count = unlisted_count(&lookups->owners.unlisted, query_proc(query), &reading.listed,
                               query->netns.all ? 0 : namespaces_current());
    notes_free(&reading.notes);
    id_map_free(&reading.listed);
    return count;
}

void unlisted_note(const struct query *query, struct lookups *lookups, struct notes *notes)
{
    size_t count = 0;
    if (lookups->owners.unlisted.count > 0 && notes->outcome == OUTCOME_COMPLETE)
        count = count_unlisted(query, lookups);
    if (count > 0)
        notes_add(notes, NOTE_SOCKETS_UNLISTED, OUTCOME_COMPLETE, count,
                  "owners: %zu %s held by processes, but in no table: never bound, of a family "
                  "that the kernel does not list, or in a network namespace that was not read",
                  count, plural(count, "socket is", "sockets are"));
}
