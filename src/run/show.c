/* SPDX-License-Identifier: MIT */
#include "run/show.h"

#include "column/rates.h"
#include "family/families.h"
#include "filter/missing.h"
#include "lookup/ephemeral_ports.h"
#include "lookup/listeners.h"
#include "lookup/netns_numbers.h"
#include "lookup/pairs.h"
#include "netns/tour.h"
#include "netns/veths.h"
#include "run/databases.h"
#include "run/expected.h"
#include "run/filter_notes.h"
#include "run/netns_reading.h"
#include "run/table_sources.h"
#include "run/undecided.h"
#include "run/unmatched.h"
#include "run/unreported.h"
#include "source/destroy.h"
#include "util/clock.h"

/* The state of one answer. */
struct show {
    const struct query *query;
    struct lookups *lookups;
    struct sink *sink;
    struct killer *killer;
    unsigned left; /* enum need: tests that are left to the sink */
    struct notes *notes;
    struct error *error; /* error of the output */
    struct tables tables;
    bool own; /* the namespace that is being read is the one in which the program began */
    struct diag *own_diag; /* owned; the netlink socket in there, or NULL */
    size_t taken;          /* rows of all namespaces */
    bool has_databases;    /* those that rows need are read */
    struct undecided undecided;
    struct unreported unreported;
    struct unmatched unmatched;
    struct netns_tour tour;
    struct veths veths;
    bool full;   /* no more rows are wanted, only what those that were need to know of others */
    bool failed; /* the output */
};

/* Whether the socket is the netlink socket through which another namespace is read. It exists only
 * for the reading, and is closed before owners are looked up, so it is not shown. In our own
 * namespace that socket stays open and is shown like any other. */
static bool is_reading_socket(const struct show *show, const struct sock *sock)
{
    return !show->own && sock->from == &family_netlink && sock->have & HAVE_INODE &&
           show->tables.diag != NULL && sock->inode == diag_inode(show->tables.diag);
}

/* For findings only the counters of few sockets are compared. */
static bool is_compared(const struct query *query, const struct sock *sock)
{
    return query->arrangement.health.asked == 0 || health_counts_drops(sock) ||
           filter_needs(query->selection.filter) & NEED_RATES;
}

/* Keeps the counters of a socket for its rates, if they are asked for. False when the filter then
 * rejects it, unless the sink judges it again. */
static bool measure(struct show *show, const struct sock *sock)
{
    if (!(show->query->needs & NEED_RATES))
        return true;
    if (is_compared(show->query, sock))
        column_rates_keep(sock, show->lookups, clock_steady());
    return show->left & NEED_RATES ||
           filter_judge(show->query->selection.filter, sock, show->lookups, 0) != FILTER_NO;
}

static void load_databases(struct show *show)
{
    if (!show->has_databases)
        databases_load(show->query, show->lookups);
    show->has_databases = true;
}

static enum emit_result take(void *context, const struct sock *sock, bool from_file)
{
    struct show *show = context;
    const struct query *query = show->query;
    if (query->needs & NEED_PEERS)
        pairs_add(&show->lookups->states, sock);
    if (query->needs & NEED_LISTENERS)
        listeners_add(&show->lookups->states, sock);
    if (show->full || !selection_wants_sock(&query->selection, sock) ||
        is_reading_socket(show, sock))
        return EMIT_GO;
    load_databases(show);
    undecided_count(&show->undecided, sock, from_file);
    if (filter_judge(query->selection.filter, sock, show->lookups, query->needs & NEED_LATER) ==
            FILTER_NO ||
        !measure(show, sock))
        return EMIT_GO;
    show->tables.taken++;
    show->taken++;
    /* No note for a user who chose /proc/net: its limits are known then. */
    if (from_file && query->source != SOURCE_PROC)
        unreported_count(&show->unreported, query, sock, show->lookups);
    enum emit_result result = show->sink->row(show->sink, sock, show->error);
    show->failed = result == EMIT_ERROR;
    show->full = result == EMIT_STOP && query->needs & (NEED_PEERS | NEED_LISTENERS);
    return show->full ? EMIT_GO : result;
}

/* Loads lookups that rows of another namespace may need later, when the thread has left it. */
static void keep_lookups(struct show *show, uint32_t netns)
{
    if (show->tables.taken == 0)
        return;
    interfaces_load(&show->lookups->interfaces, netns);
    if (show->query->selection.filter != NULL || show->query->needs & NEED_SERVICES)
        port_ranges_hold(&show->lookups->port_ranges, netns, 0);
}

/* Says what was probably meant by a filter that matched nothing. */
static void explain_filter(struct show *show, uint32_t netns)
{
    const struct selection *selection = &show->query->selection;
    if (selection->filter == NULL)
        return;
    if (query_is_recorded(show->query))
        netns = NETNS_RECORDED;
    if (!show->query->netns.all)
        filter_note_missing(selection->filter, show->lookups, netns, show->notes);
    if (show->taken == 0 && !show->query->brief && show->query->recording.path == NULL &&
        !show->tables.ended && unmatched_is_wanted(selection, false))
        unmatched_count(&show->unmatched, &show->tables);
}

/* Whether the two ends of a connection may be in different namespaces. */
static bool finds_across(const struct show *show)
{
    return show->query->netns.all && show->query->needs & NEED_PEERS;
}

/* A namespace whose devices cannot be read is connected to none. */
static void learn_veths(struct show *show, uint32_t netns)
{
    int number = veths_learn(&show->veths, netns);
    if (number != 0)
        lookup_note_trouble(&show->lookups->states, number);
}

/* Reads the namespace that this thread is in. The netlink socket of our own namespace is listed, so
 * it stays open until owners were looked up. */
static bool read_namespace(void *context, const struct netns_stop *stop)
{
    struct show *show = context;
    show->own = stop->own;
    if (show->query->needs & NEED_PEERS)
        pairs_learn(&show->lookups->states, stop->inode);
    if (show->query->needs & NEED_EPHEMERAL_PORTS)
        ephemeral_ports_learn(&show->lookups->states, stop->inode);
    if (show->query->arrangement.health.asked != 0)
        netns_reading_keep(&show->lookups->states, query_proc(show->query), stop->inode,
                           show->notes);
    show->tables.elsewhere = !stop->own;
    table_sources_open(&show->tables, stop->inode);
    tables_read(&show->tables);
    /* Only now, so that no table lists the sockets that stay open for this. */
    if (finds_across(show))
        learn_veths(show, stop->inode);
    explain_filter(show, stop->inode);
    if (stop->own)
        show->own_diag = table_sources_release_diag(&show->tables);
    else
        keep_lookups(show, stop->inode);
    table_sources_close(&show->tables);
    return !show->tables.ended;
}

static bool read_unmatched(void *context, const struct netns_stop *stop)
{
    struct show *show = context;
    table_sources_open(&show->tables, stop->inode);
    unmatched_count(&show->unmatched, &show->tables);
    table_sources_close(&show->tables);
    return true;
}

/* No row is left after the filter tested owners. Reads the other states with their owners, to say
 * whether those match. Such an answer takes up to twice its time. Namespaces that cannot be entered
 * were already reported. */
static void explain_no_rows(void *context, struct notes *notes)
{
    struct show *show = context;
    struct notes ignored = {0};
    struct error trouble = {0};
    if (!netns_tour_run(&show->tour, read_unmatched, show, &ignored, &trouble) ||
        !unmatched_judge(&show->unmatched, show->query, show->lookups))
        show->unmatched.listeners = show->unmatched.others = 0;
    unmatched_note(&show->unmatched, notes);
    notes_free(&ignored);
    error_clear(&trouble);
}

/* JSON has the path by itself, so no note is needed when it is absent. */
static void note_cgroups(const struct query *query, struct lookups *lookups, struct notes *notes)
{
    bool decides = filter_reader(query->selection.filter, HAVE_CGROUP, 0) != NULL;
    if ((!decides && !(query->details & IN_CGROUP)) || cgroups_are_reachable(&lookups->cgroups))
        return;
    notes_add(notes, NOTE_CGROUPS_UNKNOWN, decides ? OUTCOME_INCOMPLETE : OUTCOME_COMPLETE, 0,
              "cgroups: paths are unknown: no cgroup2 file system can be reached, and to mount one "
              "takes CAP_SYS_ADMIN");
}

static bool end_output(struct show *show)
{
    if (show->failed)
        return false;
    undecided_note(&show->undecided, show->notes);
    unreported_note(&show->unreported, show->notes);
    if (show->taken == 0)
        unmatched_note(&show->unmatched, show->notes);
    note_cgroups(show->query, show->undecided.lookups, show->notes);
    if (show->tables.answers == 0 && show->notes->outcome == OUTCOME_INCOMPLETE)
        show->notes->outcome = OUTCOME_NOTHING;
    return show->sink->end(show->sink, show->notes, show->error);
}

/* A socket can be destroyed only from within its namespace. */
static bool open_destroyer(void *context, const struct netns_stop *stop)
{
    struct show *show = context;
    (void)stop;
    show->killer->context = destroyer_open(show->error);
    return true;
}

static bool prepare_kill(struct show *show)
{
    if (show->killer->mode != KILL_ASK && show->killer->mode != KILL_NOW)
        return true;
    return netns_tour_run(&show->tour, open_destroyer, show, show->notes, show->error) &&
           show->killer->context != NULL;
}

static bool read_namespaces(struct show *show)
{
    /* The C library may use the network, so this thread must be in our own namespace. */
    if (show->query->netns.all || show->query->netns.argument != NULL)
        load_databases(show);
    if (!show->sink->begin(show->sink, show->error))
        return false;
    filter_notes_add(show->query->selection.filter, show->notes);
    if (show->query->arrangement.health.asked != 0)
        netns_numbers_begin(&show->lookups->states);
    expected_find_owners(show->query, show->lookups);
    bool good = netns_tour_run(&show->tour, read_namespace, show, show->notes, show->error);
    if (finds_across(show))
        veths_join(&show->veths, pairs_joined(&show->lookups->states));
    good = good && end_output(show);
    diag_close(show->own_diag);
    return good;
}

bool show_sockets(const struct query *query, struct lookups *lookups,
                  const struct show_output *output, struct notes *notes, struct error *error)
{
    struct show show = {
        .query = query,
        .lookups = lookups,
        .sink = output->sink,
        .killer = output->killer,
        .left = output->left,
        .notes = notes,
        .error = error,
        .tables = {.query = query, .lookups = lookups, .notes = notes, .take = take},
        .undecided = {.filter = query->selection.filter, .lookups = lookups},
    };
    show.tables.context = &show;
    if (!query->brief && query->recording.path == NULL &&
        unmatched_is_wanted(&query->selection, true))
        *output->no_rows = (struct no_rows){explain_no_rows, &show};
    if (!netns_tour_start(&show.tour, query->netns, error))
        return false;
    bool good = prepare_kill(&show) && read_namespaces(&show);
    destroyer_close(output->killer->context);
    netns_tour_end(&show.tour);
    unmatched_free(&show.unmatched);
    return good;
}
