/* SPDX-License-Identifier: MIT */
#include "run/tables.h"

#include <sys/socket.h>

#include "filter/pushdown.h"
#include "run/table_notes.h"
#include "run/table_sources.h"
#include "run/tables_wanted.h"
#include "source/connection.h"

/* Sockets are reported to the progress in groups of this size, because each report costs time. */
enum { COUNTED_AT_ONCE = 1024 };

static void tell_progress(struct tables *tables)
{
    progress_add_sockets(tables->lookups->progress, tables->uncounted);
    tables->uncounted = 0;
}

/* Whether it is known to have been read with fewer values than the kernel has. A recording has all
 * that the kernel has of a socket in such a state. */
static bool reports_less(const struct tables *tables, const struct sock *sock)
{
    return tables->from_file && !(sock_is_recorded(sock) && sock_is_reduced(sock));
}

/* Recordings have both address families in one table. */
static bool has_wanted_address(const struct tables *tables, const struct sock *sock)
{
    unsigned wanted = tables->query->selection.addresses;
    return !sock_is_recorded(sock) || wanted == 0 || wanted & family_address(sock)->narrows;
}

static enum emit_result emit(void *context, const struct sock *sock)
{
    struct tables *tables = context;
    struct sock copy;
    if (!has_wanted_address(tables, sock))
        return EMIT_GO;
    if (++tables->uncounted == COUNTED_AT_ONCE)
        tell_progress(tables);
    if (tables->autobound.known) {
        copy = *sock;
        autobound_apply(&tables->autobound, &copy);
        sock = &copy;
    }
    enum emit_result result = tables->take(tables->context, sock, reports_less(tables, sock));
    tables->ended = result != EMIT_GO;
    return result;
}

static bool wants_whole(const struct tables *tables, size_t family)
{
    bool wanted = !tables->query->apart && families[family]->whole != NULL &&
                  tables->diag != NULL && !tables->ended;
    for (size_t i = 0; i < families[family]->table_count; i++)
        wanted = wanted && tables_wants(tables, family, &families[family]->tables[i]);
    return wanted;
}

/* Reads all tables of a family with one dump. False when there was no answer; then each table has
 * to be read by itself. */
static bool read_whole(struct tables *tables, size_t family, struct dump dump)
{
    struct dump_report report;
    dump.table = dump.family->whole;
    diag_dump(tables->diag, &dump, &report);
    bool answered = report.result == DUMP_DONE || report.result == DUMP_ENDED || report.emitted > 0;
    if (answered)
        table_notes_add(tables, family, &dump, &report);
    error_clear(&report.error);
    return answered;
}

/* Looks up a TCP connection when the filter gives both of its ends, without a dump. A dump is still
 * needed in some cases. When nothing is found: the lookup does not see a socket that was bound,
 * connected and reset, although it keeps both ends. Before sockets are destroyed: the lookup may
 * find one of several, since a connection can exist twice when one socket is bound to a device or
 * was reset. For UDP: the lookup always finds only one socket. A brief look does without the first
 * of these dumps, which is expensive. */
static bool read_connection(struct tables *tables, size_t family, struct dump dump)
{
    struct filter_connection connection;
    struct dump_report report;
    size_t taken = tables->taken;
    dump.table = dump.family->whole;
    if (tables->query->arrangement.kill != KILL_NOTHING || tables_reads_others(tables, family) ||
        !filter_find_connection(tables->query->selection.filter, &connection) ||
        !connection_look_up(&dump, &connection, &report))
        return false;
    table_notes_add(tables, family, &dump, &report);
    error_clear(&report.error);
    dump.request.states &= state_bit(STATE_CLOSE);
    return tables->taken > taken || tables->query->brief || dump.request.states == 0 ||
           read_whole(tables, family, dump);
}

/* The program by which the kernel leaves out sockets that cannot match the filter. */
static struct slice push_filter(struct tables *tables, size_t family, struct strbuf *program)
{
    strbuf_clear(program);
    if (families[family]->takes_program && !tables_reads_others(tables, family))
        filter_push_down(tables->query->selection.filter, families[family], tables->lookups,
                         program);
    return program->failed ? (struct slice){0} : strbuf_slice(program);
}

/* Asks which sockets have a port that the kernel chose, when the filter tests that. The program of
 * the dump may pass other sockets too, and does not say which ones. */
static void learn_autobound(struct tables *tables, size_t family, struct dump dump)
{
    const struct selection *selection = &tables->query->selection;
    bool may_know = tables->diag != NULL && !tables->ended;
    autobound_free(&tables->autobound);
    if (!(filter_reads(selection->filter) & HAVE_AUTOBOUND) || !dump.family->takes_program ||
        dump.recording != NULL)
        return;
    for (size_t i = 0; i < dump.family->table_count && may_know; i++) {
        dump.table = &dump.family->tables[i];
        if (tables_wants(tables, family, dump.table)) {
            autobound_learn(&tables->autobound, tables->diag, &dump);
            may_know = tables->autobound.known;
        }
    }
}

/* A recording does not say of which family its sockets are: they are those of TCP. */
static const struct recording *recording_of(const struct query *query, const struct family *family)
{
    return query->recording.path != NULL && family == &family_tcp ? &query->recording : NULL;
}

/* Whether the counters have shown that a table of UDP has no socket of this namespace. All
 * namespaces share these tables as well. */
static bool is_known_empty(const struct tables *tables, const struct dump *dump)
{
    return dump->family == &family_udp &&
           hash_looks_have_no_udp(tables->looks, dump->table->address_family->number == AF_INET6);
}

static void read_wanted(struct tables *tables, size_t family, struct dump dump)
{
    if (wants_whole(tables, family) &&
        (read_connection(tables, family, dump) || read_whole(tables, family, dump)))
        return;
    for (size_t i = 0; i < dump.family->table_count && !tables->ended; i++) {
        dump.table = &dump.family->tables[i];
        if (!tables_wants(tables, family, dump.table))
            continue;
        if (is_known_empty(tables, &dump))
            tables->answers++;
        else
            table_sources_read(tables, family, &dump);
    }
}

/* Reads TCP without a walk through the table of connections, where that is known to have none of
 * this namespace. The kernel adds up its counters of processors one after the other, so a socket
 * that changes its kind meanwhile can be missed by one look, but not by a second. False when the
 * states that are left in the dump have to be read. */
static bool read_idle_hash(struct tables *tables, size_t family, struct dump *dump)
{
    const char *proc = query_proc(tables->query);
    const uint32_t states = dump->request.states;
    struct hash_look *before = &tables->looks[0], *after = &tables->looks[1];
    if (!tables->elsewhere || tables->diag == NULL || dump->family != &family_tcp ||
        !tables_wants_any(tables, family))
        return false;
    hash_look(proc, tables->diag, states, before);
    if (!hash_look_is_idle(before, states))
        return false;
    dump->request.states &= state_bit(STATE_LISTEN);
    if (before->listeners > 0 && dump->request.states != 0)
        read_wanted(tables, family, *dump);
    else
        tables->answers++;
    dump->request.states = states & ~state_bit(STATE_LISTEN);
    hash_look_again(proc, tables->diag, before, after);
    return tables->ended || (hash_look_is_idle(after, states) && hash_looks_agree(before, after));
}

static void read_family(struct tables *tables, size_t family, struct dump dump)
{
    learn_autobound(tables, family, dump);
    if (dump.recording != NULL) {
        dump.table = dump.family->whole;
        if (tables_wants_any(tables, family))
            table_sources_read(tables, family, &dump);
        return;
    }
    if (!read_idle_hash(tables, family, &dump))
        read_wanted(tables, family, dump);
}

/* The place in families[] of the family that is read as number `turn`; families_count after the
 * last. */
static size_t place_of_turn(const struct query *query, size_t turn)
{
    size_t place = 0;
    if (query->order == NULL)
        return turn;
    while (place < families_count && families[place] != query->order[turn])
        place++;
    return place;
}

void tables_read(struct tables *tables)
{
    const struct query *query = tables->query;
    struct strbuf program = {0};
    size_t i;
    tables->taken = 0;
    for (size_t turn = 0; (i = place_of_turn(query, turn)) < families_count; turn++) {
        const struct family *family = families[i];
        struct dump dump = {
            .family = family,
            .request = {tables_wanted_states(tables, i), query->needs,
                        push_filter(tables, i, &program)},
            .proc = query->host_proc,
            .netns = tables->netns,
            .recording = recording_of(query, family),
            .emitter = {emit, tables},
        };
        read_family(tables, i, dump);
    }
    tell_progress(tables);
    autobound_free(&tables->autobound);
    strbuf_free(&program);
}
