/* SPDX-License-Identifier: MIT */
#include "run/watch.h"

#include <inttypes.h>
#include <unistd.h>

#include "column/columns.h"
#include "run/census.h"
#include "run/filter_notes.h"
#include "sink/write.h"
#include "source/events.h"
#include "util/clock.h"
#include "util/plural.h"
#include "util/wait.h"

/* Looking up owners takes longer on a busy machine. It may use one LOOK_SHARE-th of the time, and
 * happens at most once in LOOK_LEAST. */
enum { LOOK_SHARE = 10 };
#define LOOK_LEAST CLOCK_SECOND
/* Shortest time between two notes about missing sockets. */
#define TELL_LEAST CLOCK_SECOND
/* After some events were read, the next ones gather for this long: it costs less to wake up for
 * many. The kernel itself takes up to 4 ms to report an event. */
#define GATHER_TIME (4 * CLOCK_SECOND / 1000)
/* Batches read before the output is flushed and signals are checked again. */
enum { READ_MOST = 4 };
/* Batches still read after an interruption: more than the queue can hold. */
enum { DRAIN_MOST = 1 << 16 };

struct watch {
    const struct query *query;
    const struct sink_settings *settings;
    struct sink *sink;
    const struct watcher *watcher;
    struct error *error;
    struct events *events;
    uint32_t netns;
    uint64_t shown;
    uint64_t look_due; /* when owners are looked up next */
    bool can_wait;     /* the queue has room for the events of GATHER_TIME */
    bool gathers;      /* events were read, and no more were waiting */
    uint64_t tell_due; /* earliest time of the next note about missing sockets */
    struct events_report reported;
    bool keeps_owners;  /* messages from before the last lookup of owners may still be in the
                         * queue, so that owners from before it are still needed */
    uint64_t ownerless; /* sockets that might match if their owners were known */
    uint64_t ownerless_reported;
    bool failed;
    bool good;
};

/* Whether the filter tests owners of the socket and these are unknown. */
static bool waits_for_owners(const struct watch *watch, const struct sock *sock)
{
    struct lookups *lookups = watch->settings->lookups;
    struct value value = {0};
    return filter_judge(watch->query->selection.filter, sock, lookups, NEED_LATER) ==
               FILTER_LATER &&
           !column_get(column_find(slice_of("processes")), sock, lookups, &value);
}

static enum emit_result emit(void *context, const struct sock *sock)
{
    struct watch *watch = context;
    const struct query *query = watch->query;
    watch->ownerless +=
        selection_wants_sock(&query->selection, sock) && waits_for_owners(watch, sock);
    if (!selection_wants_sock(&query->selection, sock) ||
        filter_judge(query->selection.filter, sock, watch->settings->lookups, 0) == FILTER_NO)
        return EMIT_GO;
    enum emit_result result = watch->sink->row(watch->sink, sock, watch->error);
    watch->failed = result == EMIT_ERROR;
    bool last = ++watch->shown == query->arrangement.limit;
    return result == EMIT_GO && last ? EMIT_STOP : result;
}

static bool join(struct watch *watch)
{
    for (size_t i = 0; i < families_count; i++) {
        for (size_t j = 0; j < families[i]->table_count; j++) {
            const struct socket_table *table = &families[i]->tables[j];
            if (selection_wants_table(&watch->query->selection, i, table) &&
                !events_join(watch->events, table, watch->error))
                return false;
        }
    }
    return true;
}

/* Looks up the owners of all sockets, and forgets names that may have changed. */
static void look(struct watch *watch)
{
    uint64_t begun = clock_steady();
    lookups_forget(watch->settings->lookups);
    if (watch->query->needs & NEED_OWNERS)
        census_take(watch->query, watch->settings->lookups, watch->keeps_owners,
                    watch->watcher->notes);
    watch->keeps_owners = true;
    uint64_t now = clock_steady();
    uint64_t pause = (now - begun) * LOOK_SHARE;
    watch->look_due = now + (pause > LOOK_LEAST ? pause : LOOK_LEAST);
    watch->watcher->tell(watch->watcher->context);
}

static void note_report(struct watch *watch, const struct events_report *report)
{
    struct notes *notes = watch->watcher->notes;
    if (report->lost != watch->reported.lost)
        notes_add(notes, NOTE_EVENTS_LOST, OUTCOME_INCOMPLETE, report->lost,
                  "events: %" PRIu64
                  " destroyed %s missing so far: they came faster than they were read",
                  report->lost, plural(report->lost, "socket is", "sockets are"));
    if (report->lost_unknown && !watch->reported.lost_unknown)
        notes_add(notes, NOTE_EVENTS_LOST, OUTCOME_INCOMPLETE, 0,
                  "events: some destroyed sockets are missing: they came faster than they were "
                  "read");
    if (watch->ownerless != watch->ownerless_reported)
        notes_add(notes, NOTE_FILTER_UNKNOWN, OUTCOME_INCOMPLETE, watch->ownerless,
                  "events: the owners of %" PRIu64 " destroyed %s are unknown, and the filter "
                  "tests them",
                  watch->ownerless, plural(watch->ownerless, "socket", "sockets"));
    if (report->malformed != watch->reported.malformed)
        notes_add(notes, NOTE_SOCKETS_MALFORMED, OUTCOME_INCOMPLETE, report->malformed,
                  "events: %" PRIu64 " %s could not be understood and %s left out",
                  report->malformed, plural(report->malformed, "message", "messages"),
                  plural(report->malformed, "is", "are"));
}

/* Reports what is missing: the first time at once, then at most once in TELL_LEAST, unless
 * `now`. */
static void tell_missing(struct watch *watch, bool now)
{
    if (!now && clock_steady() < watch->tell_due)
        return;
    const struct events_report *report = events_report(watch->events);
    note_report(watch, report);
    watch->reported = *report;
    watch->ownerless_reported = watch->ownerless;
    if (notes_at(watch->watcher->notes, 0) == NULL)
        return;
    watch->watcher->tell(watch->watcher->context);
    watch->tell_due = clock_steady() + TELL_LEAST;
}

/* Delivers the rows so far. False when that failed or their reader has gone. */
static bool flush(struct watch *watch)
{
    bool good = sink_flush(watch->settings->output, watch->error);
    watch->failed |= !good;
    return good && !ferror(watch->settings->output);
}

/* Reads waiting messages, at most `most` batches, and then flushes: many rows are written at once
 * where many sockets were destroyed, and each row at once where nothing follows. False when the
 * events have ended or failed. */
static bool read_some(struct watch *watch, int most)
{
    struct emitter emitter = {emit, watch};
    enum events_result result = EVENTS_READ;
    while (most-- > 0 && result == EVENTS_READ)
        result = events_read(watch->events, watch->netns, emitter, watch->error);
    watch->failed |= result == EVENTS_FAILED;
    watch->keeps_owners &= result != EVENTS_EMPTY;
    watch->gathers = result == EVENTS_EMPTY && watch->can_wait;
    return flush(watch) && (result == EVENTS_READ || result == EVENTS_EMPTY);
}

static enum wait_end wait_for_events(struct watch *watch)
{
    enum wait_end end = WAIT_TIME;
    if (watch->gathers)
        end = wait_until(clock_steady() + GATHER_TIME, -1, STDOUT_FILENO);
    watch->gathers = false;
    return end == WAIT_TIME
               ? wait_until(watch->look_due, events_descriptor(watch->events), STDOUT_FILENO)
               : end;
}

static void run(struct watch *watch)
{
    bool goes_on = true;
    while (goes_on) {
        tell_missing(watch, false);
        if (clock_steady() >= watch->look_due)
            look(watch);
        enum wait_end end = wait_for_events(watch);
        goes_on = end == WAIT_TIME || (end == WAIT_INPUT && read_some(watch, READ_MOST));
        if (end == WAIT_INTERRUPTED)
            read_some(watch, DRAIN_MOST); /* these sockets were destroyed before the interruption */
    }
}

static bool prepare_owners(struct watch *watch)
{
    return !(watch->query->needs & NEED_OWNERS) ||
           owners_prepare(&watch->settings->lookups->owners, query_proc(watch->query),
                          watch->error);
}

/* Subscribes to events before the first lookup of owners, so that no socket is missed between the
 * two. */
static bool watch_events(struct watch *watch)
{
    if (!prepare_owners(watch) || !join(watch) || !watch->sink->begin(watch->sink, watch->error) ||
        !sink_flush(watch->settings->output, watch->error))
        return false;
    filter_notes_add(watch->query->selection.filter, watch->watcher->notes);
    run(watch);
    tell_missing(watch, true);
    return !watch->failed;
}

/* The thread stays in the namespace until the end. */
static bool watch_there(void *context, const struct netns_stop *stop)
{
    struct watch *watch = context;
    watch->netns = stop->inode;
    watch->events = events_open(watch->error);
    watch->can_wait = watch->events != NULL && events_can_wait(watch->events);
    watch->good = watch->events != NULL && watch_events(watch);
    events_close(watch->events);
    return watch->good;
}

bool watch_sockets(const struct query *query, const struct sink_settings *settings,
                   struct sink *sink, const struct watcher *watcher, struct error *error)
{
    struct watch watch = {
        .query = query,
        .settings = settings,
        .sink = sink,
        .watcher = watcher,
        .error = error,
    };
    struct netns_tour tour;
    if (!netns_tour_start(&tour, query->netns, error))
        return false;
    bool good = netns_tour_run(&tour, watch_there, &watch, watcher->notes, error);
    netns_tour_end(&tour);
    return good && watch.good;
}
