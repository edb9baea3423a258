/* SPDX-License-Identifier: MIT */
#include "run/rounds.h"

#include <errno.h>
#include <stdio.h>
#include <stdlib.h>
#include <unistd.h>

#include "arrange/arrange.h"
#include "column/change.h"
#include "lookup/counters.h"
#include "run/await.h"
#include "run/first_look.h"
#include "run/killing.h"
#include "run/show.h"
#include "run/totals.h"
#include "run/unlisted_note.h"
#include "run/watch.h"
#include "sink/write.h"
#include "util/clock.h"
#include "util/wait.h"

/* How many notes are kept while answers are drawn on the terminal, and printed after that. */
enum { HELD_MOST = 50 };

/* Limit on the rows that are sorted for a terminal. People do not read more. */
enum { ORDER_MOST = 5000 };

/* Whether the rows of answers that are drawn have a sign; groups have none. */
static bool shows_signs(const struct rounds *rounds)
{
    const struct query *query = rounds->query;
    return rounds->redraw != NULL && !query->arrangement.grouping.asked && query->view == NULL;
}

static bool compares(const struct rounds *rounds)
{
    return rounds->query->repeats && (shows_signs(rounds) || rounds->query->needs & NEED_CHANGES);
}

static void note_unlisted(void *context, struct notes *notes)
{
    struct rounds *rounds = context;
    unlisted_note(rounds->query, &rounds->lookups, notes);
}

static struct sink *open_format(struct rounds *rounds)
{
    const struct query *query = rounds->query;
    return query->view == NULL ? query->format->open(&rounds->settings)
                               : view_output_open(&rounds->view, query, &rounds->settings);
}

/* The pipeline of one answer: the sinks that arrange rows, and the format. */
static struct sink *open_pipeline(struct rounds *rounds, unsigned needs,
                                  const struct killer *killer, const struct no_rows *no_rows)
{
    const struct query *query = rounds->query;
    struct arrange_settings settings = {
        .arrangement = query->arrangement,
        .filter = query->selection.filter,
        .lookups = &rounds->lookups,
        .needs = needs,
        .proc = query_proc(query),
        .killer = killer,
        .no_rows = no_rows,
        .listed = query->expect.given ? &rounds->listed : NULL,
        .order_most =
            rounds->settings.screen_width > 0 && !query->arrangement.unsorted && !query->events
                ? ORDER_MOST
                : 0,
        .changes = compares(rounds) ? &rounds->changes : NULL,
    };
    if (rounds->lookups.owners.keep_unlisted)
        settings.after_owners = (struct after_owners){note_unlisted, rounds};
    if (query->events || query->view != NULL) /* events end at the limit, not one later */
        settings.arrangement.limit = 0;
    if (query->view != NULL)
        settings.order_most = 0;
    return arrange_open(open_format(rounds), &settings);
}

static bool show_rows(struct rounds *rounds, struct error *error)
{
    struct killer killer = killing_start(rounds);
    struct no_rows no_rows = {0};
    if (rounds->query->needs & NEED_RATES)
        counters_next(&rounds->lookups.states);
    struct sink *sink = open_pipeline(rounds, rounds->query->needs, &killer, &no_rows);
    if (sink == NULL)
        return error_set_errno(error, ENOMEM, "output");
    const struct show_output output = {sink, &killer, &no_rows};
    bool good = show_sockets(rounds->query, &rounds->lookups, &output, &rounds->notes, error);
    sink->free(sink);
    return good;
}

static bool show_totals(struct rounds *rounds, struct error *error)
{
    return totals_show(rounds->query, &rounds->settings, &rounds->notes, error);
}

static bool needs_time(const struct query *query)
{
    return query->needs & NEED_TIME || query->format->has_end || query->trailer || query->repeats ||
           query->events;
}

/* Sets the time of the answer. It has milliseconds, so that two answers within a second differ.
 * When no time is shown, it is not computed, because the C library would read the time zone file.
 */
static void set_time(struct rounds *rounds)
{
    if (!needs_time(rounds->query))
        return;
    strbuf_clear(&rounds->time);
    clock_put_time(&rounds->time, clock_of_day(), TIME_DIGITS);
    strbuf_put_char(&rounds->time, '\0');
    rounds->lookups.time = rounds->time.failed ? "" : rounds->time.data;
    if (rounds->time.failed)
        notes_add(&rounds->notes, NOTE_OUT_OF_MEMORY, OUTCOME_INCOMPLETE, 0,
                  "out of memory: the time of the answer is missing");
}

/* Prints a note. When stderr is the terminal that answers are drawn on, it is kept until the end,
 * because the next answer would be drawn over it. */
static void tell_or_hold(struct rounds *rounds, const struct note *note)
{
    if (rounds->redraw == NULL || !isatty(STDERR_FILENO))
        rounds->tell(note->message);
    else if (rounds->held.item_count < HELD_MOST)
        notes_add(&rounds->held, note->code, OUTCOME_COMPLETE, note->count, "%s", note->message);
}

/* Whether the table itself says below its rows what --limit left out. */
static bool says_limit(const struct rounds *rounds)
{
    return rounds->settings.screen_width > 0 && rounds->redraw == NULL &&
           rounds->query->format->in_place;
}

/* What another program would not say either: it goes on without a word. */
static bool is_silent(const struct query *query, enum note_code code)
{
    return query->as_other && code != NOTE_TABLE_UNREADABLE && code != NOTE_NAMESPACE_UNREADABLE &&
           code != NOTE_SOCKETS_MALFORMED && code != NOTE_EVENTS_LOST && code != NOTE_KILL_FAILED &&
           code != NOTE_OUT_OF_MEMORY;
}

/* Prints the notes of this answer, except those that the previous answer had too. */
static void tell_notes(struct rounds *rounds)
{
    const struct note *note;
    for (size_t i = 0; (note = notes_at(&rounds->notes, i)) != NULL; i++) {
        bool is_shown = note->code == NOTE_MORE_MATCH && rounds->settings.says_limit;
        is_shown |= is_silent(rounds->query, note->code);
        if (!is_shown && !notes_have(&rounds->before, note->message))
            tell_or_hold(rounds, note);
    }
    if (rounds->notes.outcome > rounds->outcome)
        rounds->outcome = rounds->notes.outcome;
    notes_free(&rounds->before);
    rounds->before = rounds->notes;
    rounds->notes = (struct notes){0};
}

/* Whether the reader of the output has gone. Any other error of the stream has already made the
 * answer fail. */
static bool reader_left(const struct rounds *rounds)
{
    return ferror(rounds->settings.output) != 0;
}

/* Whether the reader has gone and there is nothing left to report. When sockets were destroyed, the
 * notes about them are still printed. */
static bool has_enough(const struct rounds *rounds)
{
    return reader_left(rounds) && rounds->query->arrangement.kill == KILL_NOTHING;
}

/* Judges what was listed. When the reader has gone, nobody knows how much it would have been. */
static void judge(struct rounds *rounds)
{
    rounds->met = reader_left(rounds) || expectation_holds(&rounds->query->expect, rounds->listed);
}

static bool answer(struct rounds *rounds, struct error *error)
{
    set_time(rounds);
    const struct query *query = rounds->query;
    bool good = (!query->summary && !query->totals_first) || show_totals(rounds, error);
    good = good && (query->summary || show_rows(rounds, error));
    judge(rounds);
    return good;
}

static bool run_round(struct rounds *rounds, struct error *error)
{
    if (rounds->settings.screen_width > 0 && rounds->redraw != NULL)
        rounds->settings.screen_width = redraw_width(rounds->redraw); /* it may have been resized */
    bool good = rounds->query->waits ? await_answer(rounds, answer, error) : answer(rounds, error);
    good = good && sink_flush(rounds->settings.output, error);
    rounds->unexpected |= !rounds->met;
    progress_end(rounds->lookups.progress);
    /* The pager ends before notes are printed. Its error does not replace an earlier one. */
    struct error late = {0};
    good = pager_finish(rounds->pager, good ? error : &late) && good;
    if (good && rounds->redraw != NULL)
        good = redraw_answer(rounds->redraw, &rounds->notes, error);
    error_clear(&late);
    /* These sockets were destroyed, although they could not be printed. */
    if (!good && rounds->destroyed > 0)
        notes_add(&rounds->notes, NOTE_KILL_FAILED, OUTCOME_COMPLETE, rounds->destroyed,
                  "kill: %zu destroyed, and not all are shown", rounds->destroyed);
    if (good ? !has_enough(rounds) : rounds->query->arrangement.kill != KILL_NOTHING)
        tell_notes(rounds);
    return good;
}

/* Waits, and draws the answer again when the terminal was resized or the program was resumed. */
static enum wait_end wait_and_draw(const struct rounds *rounds, uint64_t due)
{
    enum wait_end end;
    struct error error = {0};
    bool good = true;
    do {
        end = wait_until(due, -1, STDOUT_FILENO);
        if (end == WAIT_RESIZED || end == WAIT_RESUMED)
            good = redraw_again(rounds->redraw, end == WAIT_RESUMED, &error);
    } while (good && (end == WAIT_RESIZED || end == WAIT_RESUMED));
    error_clear(&error); /* the next answer fails too, and reports it */
    return good ? end : WAIT_TIME;
}

/* Waits until the next answer is due. False when no other one is wanted. When an answer takes
 * longer than the interval, the times that have passed are skipped. */
static bool wait_for_round(const struct rounds *rounds, uint64_t *due)
{
    uint64_t now = clock_steady();
    do
        *due += rounds->query->interval;
    while (*due < now);
    return wait_and_draw(rounds, *due) == WAIT_TIME;
}

static void tell(void *context)
{
    struct rounds *rounds = context;
    notes_update(&rounds->told, &rounds->notes);
    tell_notes(rounds);
}

/* Ends the format with the notes of all rounds, and prints the notes that this adds. */
static bool end_events(struct rounds *rounds, struct sink *sink, struct error *error)
{
    const struct note *note;
    notes_update(&rounds->told, &rounds->notes);
    size_t before = rounds->told.item_count;
    bool good = sink->end(sink, &rounds->told, error) && sink_flush(rounds->settings.output, error);
    judge(rounds);
    rounds->unexpected = !rounds->met;
    for (size_t i = before; (note = notes_at(&rounds->told, i)) != NULL; i++)
        notes_add(&rounds->notes, note->code, rounds->told.outcome, note->count, "%s",
                  note->message);
    return good;
}

/* Each event is judged when it arrives, so no sink may keep rows for a lookup. */
static bool run_events(struct rounds *rounds, struct error *error)
{
    set_time(rounds);
    rounds->settings.first = true;
    struct sink *sink =
        open_pipeline(rounds, rounds->query->needs & ~(unsigned)NEED_HOLD, NULL, NULL);
    if (sink == NULL)
        return error_set_errno(error, ENOMEM, "output");
    struct watcher watcher = {&rounds->notes, tell, rounds};
    bool good = watch_sockets(rounds->query, &rounds->settings, sink, &watcher, error) &&
                end_events(rounds, sink, error);
    sink->free(sink);
    if (good && !has_enough(rounds))
        tell_notes(rounds);
    return good;
}

/* A single answer needs a look before it to measure rates. With -c the answer before is that look.
 * */
static bool look_before(struct rounds *rounds, struct error *error)
{
    const struct query *query = rounds->query;
    if (query->repeats || query->summary || !(query->needs & NEED_RATES))
        return true;
    uint64_t due = clock_steady() + query->interval;
    if (!first_look(query, &rounds->lookups, error))
        return false;
    wait_until(due, -1, STDOUT_FILENO);
    return true;
}

/* No further answers follow when nothing can be read at all. */
static bool run_rounds(struct rounds *rounds, struct error *error)
{
    const struct query *query = rounds->query;
    rounds->settings.first = true;
    rounds->settings.says_limit = says_limit(rounds);
    if (!look_before(rounds, error))
        return false;
    uint64_t due = clock_steady(), done = 1;
    while (run_round(rounds, error)) {
        rounds->settings.first = false;
        if (!query->repeats || reader_left(rounds) || rounds->outcome == OUTCOME_NOTHING ||
            done++ == query->rounds || !wait_for_round(rounds, &due))
            return true;
        lookups_forget(&rounds->lookups);
    }
    return false;
}

/* Adds the column with the sign of new, changed and gone rows before all others, and lets the
 * screen count rows. */
static bool add_sign(struct rounds *rounds, struct error *error)
{
    const struct query *query = rounds->query;
    struct chosen_column *columns = calloc(query->column_count + 1, sizeof(*columns));
    if (columns == NULL)
        return error_set_errno(error, ENOMEM, "columns");
    columns[0].column = &column_change_sign;
    for (size_t i = 0; i < query->column_count; i++)
        columns[i + 1] = query->columns[i];
    rounds->signed_columns = columns;
    rounds->settings.columns = columns;
    rounds->settings.marks_rows = true;
    rounds->settings.column_count = query->column_count + 1;
    return true;
}

static void tell_held(const struct rounds *rounds)
{
    const struct note *note;
    for (size_t i = 0; (note = notes_at(&rounds->held, i)) != NULL; i++)
        rounds->tell(note->message);
}

static bool run_on_screen(struct rounds *rounds, struct error *error)
{
    struct error late = {0};
    bool good = (!shows_signs(rounds) || add_sign(rounds, error)) && run_rounds(rounds, error);
    good = redraw_leave(rounds->redraw, good ? error : &late) && good;
    error_clear(&late);
    tell_held(rounds);
    return good;
}

bool rounds_run(struct rounds *rounds, struct error *error)
{
    const struct query *query = rounds->query;
    if ((query->repeats || query->events) && !wait_catch_signals())
        return error_set_errno(error, errno, "signals");
    if (query->events)
        return run_events(rounds, error);
    return rounds->redraw != NULL ? run_on_screen(rounds, error) : run_rounds(rounds, error);
}

enum outcome rounds_outcome(const struct rounds *rounds)
{
    return has_enough(rounds) ? OUTCOME_COMPLETE : rounds->outcome;
}

void rounds_free(struct rounds *rounds)
{
    notes_free(&rounds->notes);
    notes_free(&rounds->before);
    notes_free(&rounds->told);
    notes_free(&rounds->held);
    changes_free(&rounds->changes);
    free(rounds->signed_columns);
    strbuf_free(&rounds->time);
    lookups_free(&rounds->lookups);
}
