/* SPDX-License-Identifier: MIT */
#include "run/unmatched.h"

/* The other states of a query, and the sockets in them. */
struct search {
    struct query query;
    struct lookups *lookups;
    struct unmatched *unmatched;
};

static enum emit_result take(void *context, const struct sock *sock, bool from_file)
{
    struct search *search = context;
    const struct selection *selection = &search->query.selection;
    (void)from_file;
    if (!selection_wants_sock(selection, sock) ||
        filter_judge(selection->filter, sock, search->lookups, false) != FILTER_YES)
        return EMIT_GO;
    bool listens =
        sock->have & HAVE_STATE && (sock->state == STATE_LISTEN || sock->state == STATE_UNCONN);
    if (listens)
        search->unmatched->listeners++;
    else
        search->unmatched->others++;
    return EMIT_GO;
}

void unmatched_count(struct unmatched *unmatched, const struct tables *tables)
{
    struct search search = {*tables->query, tables->lookups, unmatched};
    struct notes ignored = {0};
    struct tables other = *tables;
    search.query.selection.states = state_all() & ~tables->query->selection.states;
    search.query.selection.default_states = false;
    search.query.needs &= ~(unsigned)NEED_DETAILS;
    other.query = &search.query;
    other.notes = &ignored;
    other.take = take;
    other.context = &search;
    other.ended = false;
    other.absent = 0;
    tables_read(&other);
    notes_free(&ignored);
}

void unmatched_note(const struct unmatched *unmatched, struct notes *notes)
{
    size_t count = unmatched->listeners + unmatched->others;
    bool only_listeners = unmatched->others == 0;
    if (count == 0)
        return;
    notes_add(notes, NOTE_FILTER_UNMATCHED, OUTCOME_COMPLETE, count, "filter: %zu %s%s%s; add %s",
              count, only_listeners ? "listener" : "socket", count == 1 ? " matches" : "s match",
              only_listeners ? "" : " in other states", only_listeners ? "-l or -a" : "-a");
}
