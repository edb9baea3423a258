/* SPDX-License-Identifier: MIT */
#include "run/show.h"

#include <errno.h>
#include <sys/socket.h>

#include "filter/pushdown.h"
#include "netns/tour.h"
#include "source/autobound.h"
#include "source/connection.h"
#include "source/destroy.h"
#include "source/diag.h"
#include "source/procnet.h"

/* It follows the network namespace of the first thread of the process, which is this one. */
#define PROC_NET "/proc/net"

struct show {
    const struct query *query;
    struct lookups *lookups;
    struct sink *sink;
    struct killer *killer;
    struct notes *notes;
    struct error *error;     /* of the output */
    struct netns_stop stop;  /* the namespace that is being read */
    struct diag *diag;       /* there; NULL when it could not be opened or is not wanted */
    struct error diag_error; /* why */
    struct diag *own_diag;   /* that of our own namespace, which stays open */
    size_t rows;             /* handed over from this namespace */
    size_t answers;          /* tables that were read, if only in part, or that the kernel lacks */
    uint32_t reads;          /* what the filter needs to know of a socket (enum sock_have) */
    struct autobound autobound; /* of the family that is being read */
    const char *untold; /* a field that was not told of a socket on which it depends, or NULL */
    bool mark_untold;   /* one is the mark */
    size_t undecided;   /* such sockets */
    bool from_file;     /* in /proc/net sockets are read */
    uint32_t absent;    /* families that a note says are missing: once is enough */
    bool ended;         /* the sink wants no more, or failed */
    bool failed;
};

/* The socket through which another namespace is read is closed before its owner is looked for, and
 * it is there only because somebody looks. */
static bool is_eye(const struct show *show, const struct sock *sock)
{
    return !show->stop.own && sock->family == AF_NETLINK && sock->have & HAVE_INODE &&
           show->diag != NULL && sock->inode == diag_inode(show->diag);
}

/* What is looked up for all rows at once is decided behind the lookup, where there is one. */
static bool may_be_wanted(const struct show *show, const struct sock *sock)
{
    const struct query *query = show->query;
    return selection_wants_sock(&query->selection, sock) && !is_eye(show, sock) &&
           filter_judge(query->selection.filter, sock, show->lookups,
                        !(query->needs & NEED_HOLD)) != FILTER_NO;
}

/* Counts sockets that the filter would judge otherwise if more were told of them. */
static void count_undecided(struct show *show, const struct sock *sock)
{
    uint32_t untold = show->reads & sock->from->tells & ~sock->have;
    const char *field = NULL;
    if (show->query->selection.filter != NULL && (untold != 0 || show->from_file) &&
        selection_wants_sock(&show->query->selection, sock) && !is_eye(show, sock))
        field = filter_misses(show->query->selection.filter, sock, show->lookups, show->from_file);
    if (field == NULL)
        return;
    show->untold = show->untold == NULL ? field : show->untold;
    show->mark_untold |= (untold & HAVE_MARK) != 0;
    show->undecided++;
}

static void note_undecided(struct show *show)
{
    if (show->undecided == 0)
        return;
    notes_add(show->notes, NOTE_FILTER_UNKNOWN, OUTCOME_INCOMPLETE, show->undecided,
              "filter: '%s' of %zu sockets is unknown: only netlink tells it%s", show->untold,
              show->undecided, show->mark_untold ? ", and only with CAP_NET_ADMIN" : "");
}

static enum emit_result emit_told(struct show *show, const struct sock *sock)
{
    count_undecided(show, sock);
    if (!may_be_wanted(show, sock))
        return EMIT_GO;
    show->rows++;
    enum emit_result result = show->sink->row(show->sink, sock, show->error);
    show->ended = result != EMIT_GO;
    show->failed = result == EMIT_ERROR;
    return result;
}

static enum emit_result emit(void *context, const struct sock *sock)
{
    struct show *show = context;
    if (!show->autobound.known)
        return emit_told(show, sock);
    struct sock told = *sock;
    autobound_tell(&show->autobound, &told);
    return emit_told(show, &told);
}

static bool has_file(const struct dump *dump)
{
    return dump->table->proc_file != NULL && dump->family->parse_proc != NULL;
}

/* Whether the answer is whole without a table that was not read. A kernel without IPv6, or without
 * a family that nobody asked for by name, has none. Where netlink is forbidden, nobody can say
 * whether there are sockets of a family that only netlink tells of. */
static bool may_be_missing(const struct show *show, size_t family, const struct dump *dump,
                           enum dump_result result)
{
    uint32_t bit = UINT32_C(1) << family;
    bool by_name = show->query->selection.named & bit;
    if (result == DUMP_FAILED)
        return !by_name && show->diag == NULL && !has_file(dump);
    if (result != DUMP_ABSENT || show->absent & bit)
        return true;
    /* The file may be there though sock_diag is not, but it was not to be asked. */
    bool unasked = show->query->source == SOURCE_NETLINK && has_file(dump);
    if (!dump->family->by_default && !by_name)
        return !unasked;
    /* Netlink alone cannot tell a kernel without IPv6 from one without sock_diag. */
    return dump->table->address_family == AF_INET6 &&
           !(show->query->selection.addresses & NARROW_IPV6) &&
           show->query->source != SOURCE_NETLINK;
}

static void note_report(struct show *show, size_t family, const struct dump *dump,
                        struct dump_report *report)
{
    const char *table = dump_name(dump);
    if (!may_be_missing(show, family, dump, report->result)) {
        notes_add(show->notes,
                  report->result == DUMP_ABSENT ? NOTE_FAMILY_ABSENT : NOTE_TABLE_UNREADABLE,
                  OUTCOME_INCOMPLETE, 0, "%s", error_message(&report->error));
        if (report->result == DUMP_ABSENT)
            show->absent |= UINT32_C(1) << family;
    }
    if (report->result != DUMP_FAILED || report->emitted > 0)
        show->answers++;
    if (report->malformed > 0)
        notes_add(show->notes, NOTE_SOCKETS_MALFORMED, OUTCOME_INCOMPLETE, report->malformed,
                  "%s: %zu sockets could not be understood and are left out", table,
                  report->malformed);
    if (report->undetailed > 0)
        notes_add(show->notes, NOTE_DETAILS_MISSING, OUTCOME_INCOMPLETE, report->undetailed,
                  "netlink: %s: the kernel did not list the waiting connections of %zu listeners",
                  table, report->undetailed);
    if (report->interrupted)
        notes_add(show->notes, NOTE_TABLE_CHANGED, OUTCOME_INCOMPLETE, 0,
                  "netlink: %s: the table changed while it was read: sockets may be missing or "
                  "shown twice",
                  table);
}

/* Whether the other source can still answer for what this one did not give. */
static bool can_fall_back(const struct show *show, const struct dump *dump,
                          const struct dump_report *report)
{
    return show->query->source == SOURCE_AUTO && report->emitted == 0 && has_file(dump) &&
           (report->result == DUMP_FAILED || report->result == DUMP_ABSENT);
}

static void ask_diag(struct show *show, const struct dump *dump, struct dump_report *report)
{
    if (show->diag != NULL) {
        diag_dump(show->diag, dump, report);
        return;
    }
    *report = (struct dump_report){.result = DUMP_FAILED};
    error_set(&report->error, show->diag_error.number, "%s", error_message(&show->diag_error));
}

static void read_file(struct show *show, const struct dump *dump, struct dump_report *report)
{
    show->from_file = true;
    procnet_dump(PROC_NET, dump, report);
    show->from_file = false;
}

/* When neither source answers, both reasons are told. */
static void fall_back(struct show *show, const struct dump *dump, struct dump_report *report)
{
    struct error first = report->error;
    read_file(show, dump, report);
    if (report->result == DUMP_FAILED) {
        struct error second = report->error;
        report->error = (struct error){0};
        error_set(&report->error, second.number, "%s; %s", error_message(&first),
                  error_message(&second));
        error_clear(&second);
    }
    error_clear(&first);
}

static void show_table(struct show *show, size_t family, const struct dump *dump)
{
    struct dump_report report;
    if (show->query->source == SOURCE_PROC) {
        read_file(show, dump, &report);
    } else {
        ask_diag(show, dump, &report);
        if (can_fall_back(show, dump, &report))
            fall_back(show, dump, &report);
    }
    note_report(show, family, dump, &report);
    error_clear(&report.error);
}

static bool wants_whole(const struct show *show, size_t family)
{
    bool wanted = families[family]->whole != NULL && show->diag != NULL && !show->ended;
    for (size_t i = 0; i < families[family]->table_count; i++)
        wanted = wanted && selection_wants_table(&show->query->selection, family,
                                                 &families[family]->tables[i]);
    return wanted;
}

/* All tables of a family by one dump. False when there was no answer: each has to be asked for. */
static bool show_whole(struct show *show, size_t family, struct dump dump)
{
    struct dump_report report;
    dump.table = dump.family->whole;
    diag_dump(show->diag, &dump, &report);
    bool answered = report.result == DUMP_DONE || report.result == DUMP_ENDED || report.emitted > 0;
    if (answered)
        note_report(show, family, &dump, &report);
    error_clear(&report.error);
    return answered;
}

/* A TCP connection whose two ends are given needs no dump, but where none is found: a socket that
 * was bound, connected and reset keeps both its ends, and the kernel's lookup does not see it. UDP
 * needs one: there the lookup finds one socket where several may be. Of TCP there are several
 * when one is bound to a device or was reset; before any is destroyed they are searched for. */
static bool show_connection(struct show *show, size_t family, struct dump dump)
{
    struct filter_connection connection;
    struct dump_report report;
    size_t rows = show->rows;
    dump.table = dump.family->whole;
    if (show->killer->mode != KILL_NOTHING ||
        !filter_find_connection(show->query->selection.filter, &connection) ||
        !connection_look_up(&dump, &connection, &report))
        return false;
    note_report(show, family, &dump, &report);
    error_clear(&report.error);
    dump.request.states &= state_bit(STATE_CLOSE);
    return show->rows > rows || dump.request.states == 0 || show_whole(show, family, dump);
}

/* The program for the kernel that the filter makes of itself for a family. */
static struct slice push_filter(struct show *show, const struct family *family,
                                struct strbuf *program)
{
    strbuf_clear(program);
    if (family->takes_program)
        filter_push_down(show->query->selection.filter, family, show->lookups, program);
    return program->failed ? (struct slice){0} : strbuf_slice(program);
}

/* The program for the dump passes what may be wanted, and so does not tell. */
static void learn_autobound(struct show *show, size_t family, struct dump dump)
{
    bool may_know = show->diag != NULL && !show->ended;
    autobound_free(&show->autobound);
    if (!(show->reads & HAVE_AUTOBOUND) || !dump.family->takes_program)
        return;
    for (size_t i = 0; i < dump.family->table_count && may_know; i++) {
        dump.table = &dump.family->tables[i];
        if (selection_wants_table(&show->query->selection, family, dump.table)) {
            autobound_learn(&show->autobound, show->diag, &dump);
            may_know = show->autobound.known;
        }
    }
}

static void show_tables(struct show *show)
{
    struct strbuf program = {0};
    for (size_t i = 0; i < families_count; i++) {
        const struct family *family = families[i];
        struct request request = {selection_possible_states(&show->query->selection, family),
                                  show->query->needs, push_filter(show, family, &program)};
        struct dump dump = {
            .family = family,
            .request = request,
            .netns = show->stop.inode,
            .emitter = {emit, show},
        };
        learn_autobound(show, i, dump);
        if (wants_whole(show, i) && (show_connection(show, i, dump) || show_whole(show, i, dump)))
            continue;
        for (size_t j = 0; j < family->table_count && !show->ended; j++) {
            dump.table = &family->tables[j];
            if (selection_wants_table(&show->query->selection, i, dump.table))
                show_table(show, i, &dump);
        }
    }
    autobound_free(&show->autobound);
    strbuf_free(&program);
}

/* What rows of this namespace may need when they are judged and printed after it was left. */
static void keep_lookups(struct show *show)
{
    if (show->rows == 0)
        return;
    interfaces_load(&show->lookups->interfaces, show->stop.inode);
    if (show->query->selection.filter != NULL)
        port_ranges_hold(&show->lookups->port_ranges, show->stop.inode, 0);
}

/* The tables of the namespace that this thread is in. */
static bool look(void *context, const struct netns_stop *stop)
{
    struct show *show = context;
    show->stop = *stop;
    show->rows = 0;
    if (show->query->source != SOURCE_PROC)
        show->diag = diag_open(&show->diag_error);
    show_tables(show);
    if (stop->own) {
        show->own_diag = show->diag;
    } else {
        diag_close(show->diag);
        keep_lookups(show);
    }
    show->diag = NULL;
    error_clear(&show->diag_error);
    return !show->ended;
}

static bool end_output(struct show *show)
{
    if (show->failed)
        return false;
    note_undecided(show);
    if (show->answers == 0 && show->notes->outcome == OUTCOME_INCOMPLETE)
        show->notes->outcome = OUTCOME_NOTHING;
    return show->sink->end(show->sink, show->notes, show->error);
}

/* Sockets are destroyed from within their namespace. */
static bool open_destroyer(void *context, const struct netns_stop *stop)
{
    struct show *show = context;
    (void)stop;
    show->killer->context = destroyer_open(show->error);
    return true;
}

static bool prepare_kill(struct show *show, struct netns_tour *tour)
{
    if (show->killer->mode != KILL_ASK && show->killer->mode != KILL_NOW)
        return true;
    return netns_tour_run(tour, open_destroyer, show, show->notes, show->error) &&
           show->killer->context != NULL;
}

void show_note_filter(const struct query *query, struct notes *notes)
{
    if (filter_is_ambiguous(query->selection.filter))
        notes_add(notes, NOTE_FILTER_UNCLEAR, OUTCOME_COMPLETE, 0,
                  "filter: 'and' behind 'or' joins all that stands before it, as in ss; brackets "
                  "make plain what is meant");
    if (filter_is_split(query->selection.filter))
        notes_add(notes, NOTE_FILTER_UNCLEAR, OUTCOME_COMPLETE, 0,
                  "filter: an IPv6 address without brackets that can have a port at its end is "
                  "taken for [ADDRESS]:PORT, as in ss; brackets make plain what is meant");
}

/* Our own netlink socket is among the sockets, so it stays open while owners are looked up. */
static bool show_namespaces(struct show *show, struct netns_tour *tour)
{
    if (!show->sink->begin(show->sink, show->error))
        return false;
    show_note_filter(show->query, show->notes);
    bool good = netns_tour_run(tour, look, show, show->notes, show->error) && end_output(show);
    diag_close(show->own_diag);
    return good;
}

bool show_sockets(const struct query *query, struct lookups *lookups, struct sink *sink,
                  struct killer *killer, struct notes *notes, struct error *error)
{
    struct show show = {
        .query = query,
        .lookups = lookups,
        .sink = sink,
        .killer = killer,
        .notes = notes,
        .error = error,
        .reads = filter_reads(query->selection.filter),
    };
    struct netns_tour tour;
    if (!netns_tour_start(&tour, query->netns, error))
        return false;
    bool good = prepare_kill(&show, &tour) && show_namespaces(&show, &tour);
    destroyer_close(killer->context);
    netns_tour_end(&tour);
    return good;
}
