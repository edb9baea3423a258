/* SPDX-License-Identifier: MIT */
#include "show.h"

#include <errno.h>
#include <sys/socket.h>

#include "filter/pushdown.h"
#include "source/destroy.h"
#include "source/diag.h"
#include "source/procnet.h"

#define PROC_NET "/proc/net"

struct show {
    const struct query *query;
    struct lookups *lookups;
    struct sink *sink;
    struct notes *notes;
    struct error *error;     /* of the output */
    struct diag *diag;       /* NULL when it could not be opened or is not wanted */
    struct error diag_error; /* why */
    uint32_t netns;
    size_t answers;  /* tables that were read, if only in part, or that the kernel lacks */
    uint32_t absent; /* families that a note says are missing: once is enough */
    bool ended;      /* the sink wants no more, or failed */
    bool failed;
};

/* What is looked up for all rows at once is decided behind the lookup, where there is one. */
static bool may_be_wanted(const struct show *show, const struct sock *sock)
{
    const struct query *query = show->query;
    return query_wants_sock(query, sock) && filter_judge(query->filter, sock, show->lookups,
                                                         !(query->needs & NEED_HOLD)) != FILTER_NO;
}

static enum emit_result emit(void *context, const struct sock *sock)
{
    struct show *show = context;
    if (!may_be_wanted(show, sock))
        return EMIT_GO;
    enum emit_result result = show->sink->row(show->sink, sock, show->error);
    show->ended = result != EMIT_GO;
    show->failed = result == EMIT_ERROR;
    return result;
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
    return dump->table->address_family == AF_INET6 && !(show->query->addresses & NARROW_IPV6) &&
           show->query->source != SOURCE_NETLINK;
}

static void note_report(struct show *show, size_t family, const struct dump *dump,
                        struct dump_report *report)
{
    const char *table = dump_name(dump);
    if (!may_be_missing(show, family, dump, report->result)) {
        notes_add(show->notes, OUTCOME_INCOMPLETE, "%s", error_message(&report->error));
        if (report->result == DUMP_ABSENT)
            show->absent |= UINT32_C(1) << family;
    }
    if (report->result != DUMP_FAILED || report->emitted > 0)
        show->answers++;
    if (report->malformed > 0)
        notes_add(show->notes, OUTCOME_INCOMPLETE,
                  "%s: %zu sockets could not be understood and are left out", table,
                  report->malformed);
    if (report->undetailed > 0)
        notes_add(show->notes, OUTCOME_INCOMPLETE,
                  "netlink: %s: the kernel did not list the waiting connections of %zu listeners",
                  table, report->undetailed);
    if (report->interrupted)
        notes_add(show->notes, OUTCOME_INCOMPLETE,
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

/* When neither source answers, both reasons are told. */
static void fall_back(const struct dump *dump, struct dump_report *report)
{
    struct error first = report->error;
    procnet_dump(PROC_NET, dump, report);
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
        procnet_dump(PROC_NET, dump, &report);
    } else {
        ask_diag(show, dump, &report);
        if (can_fall_back(show, dump, &report))
            fall_back(dump, &report);
    }
    note_report(show, family, dump, &report);
    error_clear(&report.error);
}

/* The program for the kernel that the filter makes of itself for a family. */
static struct slice push_filter(struct show *show, const struct family *family,
                                struct strbuf *program)
{
    strbuf_clear(program);
    if (family->takes_program)
        filter_push_down(show->query->filter, family, show->lookups, program);
    return program->failed ? (struct slice){0} : strbuf_slice(program);
}

static void show_tables(struct show *show)
{
    struct strbuf program = {0};
    for (size_t i = 0; i < families_count; i++) {
        const struct family *family = families[i];
        struct request request = {query_possible_states(show->query, family), show->query->needs,
                                  push_filter(show, family, &program)};
        for (size_t j = 0; j < family->table_count && !show->ended; j++) {
            struct dump dump = {
                .family = family,
                .table = &family->tables[j],
                .request = request,
                .netns = show->netns,
                .emitter = {emit, show},
            };
            if (query_wants_table(show->query, i, dump.table))
                show_table(show, i, &dump);
        }
    }
    strbuf_free(&program);
}

static bool end_output(struct show *show)
{
    if (show->failed)
        return false;
    if (show->answers == 0 && show->notes->outcome == OUTCOME_INCOMPLETE)
        show->notes->outcome = OUTCOME_NOTHING;
    return show->sink->end(show->sink, show->notes, show->error);
}

static bool open_destroyer(struct killer *killer, struct error *error)
{
    if (killer->mode == KILL_ASK || killer->mode == KILL_NOW)
        killer->context = destroyer_open(error);
    return killer->context != NULL || killer->mode == KILL_NOTHING || killer->mode == KILL_DRY;
}

bool show_sockets(const struct query *query, struct lookups *lookups, struct sink *sink,
                  struct killer *killer, struct notes *notes, struct error *error)
{
    struct show show = {
        .query = query,
        .lookups = lookups,
        .sink = sink,
        .notes = notes,
        .error = error,
        .netns = namespaces_current(),
    };
    if (!open_destroyer(killer, error) || !sink->begin(sink, error))
        return false;
    if (filter_is_ambiguous(query->filter))
        notes_add(notes, OUTCOME_COMPLETE,
                  "filter: 'and' behind 'or' joins all that stands before it, as in ss; brackets "
                  "make plain what is meant");
    if (query->source != SOURCE_PROC)
        show.diag = diag_open(&show.diag_error);
    show_tables(&show);
    /* Our own netlink socket is among the sockets, so it stays open while owners are looked up. */
    bool good = end_output(&show);
    diag_close(show.diag);
    destroyer_close(killer->context);
    error_clear(&show.diag_error);
    return good;
}
