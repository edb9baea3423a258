/* SPDX-License-Identifier: MIT */
#include "run/unmatched.h"
#include "util/plural.h"

/* The states that a query leaves out, and the sockets in them. */
struct search {
    struct query query;
    struct lookups *lookups;
    struct unmatched *unmatched;
};

static bool depends_on_owners(const struct filter *filter)
{
    return (filter_needs(filter) & NEED_HOLD) == NEED_OWNERS;
}

bool unmatched_is_wanted(const struct selection *selection, bool by_owners)
{
    return selection->filter != NULL && selection->default_states &&
           depends_on_owners(selection->filter) == by_owners;
}

static void count(struct unmatched *unmatched, const struct sock *sock)
{
    bool listens =
        sock->have & HAVE_STATE && (sock->state == STATE_LISTEN || sock->state == STATE_UNCONN);
    if (listens)
        unmatched->listeners++;
    else
        unmatched->others++;
}

static enum emit_result take(void *context, const struct sock *sock, bool from_file)
{
    struct search *search = context;
    const struct selection *selection = &search->query.selection;
    struct unmatched *unmatched = search->unmatched;
    (void)from_file;
    if (!selection_wants_sock(selection, sock))
        return EMIT_GO;
    enum filter_verdict verdict =
        filter_judge(selection->filter, sock, search->lookups, NEED_LATER);
    if (verdict == FILTER_YES)
        count(unmatched, sock);
    else if (verdict == FILTER_LATER && depends_on_owners(selection->filter))
        unmatched->failed |= !sock_list_add(&unmatched->open, sock);
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

static bool find_owners(const struct unmatched *unmatched, const char *proc, struct owners *owners)
{
    uint64_t place = 0;
    struct error ignored = {0};
    struct sock sock;
    bool good = true;
    owners_restart(owners);
    while (good && sock_list_next(&unmatched->open, &place, &sock))
        good = !sock_can_be_held(&sock) || owners_want(owners, sock.inode);
    good = good && owners_scan(owners, proc, &ignored);
    error_clear(&ignored);
    return good;
}

bool unmatched_judge(struct unmatched *unmatched, const struct query *query,
                     struct lookups *lookups)
{
    uint64_t place = 0;
    struct sock sock;
    if (unmatched->failed || !find_owners(unmatched, query_proc(query), &lookups->owners))
        return false;
    while (sock_list_next(&unmatched->open, &place, &sock)) {
        if (filter_judge(query->selection.filter, &sock, lookups, NEED_LOOK_BEFORE) == FILTER_YES)
            count(unmatched, &sock);
    }
    return true;
}

void unmatched_free(struct unmatched *unmatched)
{
    sock_list_free(&unmatched->open);
}

void unmatched_note(const struct unmatched *unmatched, struct notes *notes)
{
    size_t count = unmatched->listeners + unmatched->others;
    bool only_listeners = unmatched->others == 0;
    if (count == 0)
        return;
    notes_add(notes, NOTE_FILTER_UNMATCHED, OUTCOME_COMPLETE, count, "filter: %zu %s %s%s; add %s",
              count,
              plural(count, only_listeners ? "listener" : "socket",
                     only_listeners ? "listeners" : "sockets"),
              plural(count, "matches", "match"), only_listeners ? "" : " in other states",
              only_listeners ? "-l or -a" : "-a");
}
