/* SPDX-License-Identifier: MIT */
#include "run/rounds.h"

#include <errno.h>
#include <stdio.h>
#include <stdlib.h>
#include <unistd.h>

#include "column/change.h"
#include "run/answer.h"
#include "run/await.h"
#include "run/first_look.h"
#include "run/round_notes.h"
#include "run/watch.h"
#include "sink/write.h"
#include "util/clock.h"
#include "util/wait.h"

/* Whether the reader has gone and there is nothing left to report. When sockets were destroyed, the
 * notes about them are still printed. */
static bool has_enough(const struct rounds *rounds)
{
    return answer_reader_left(rounds) && rounds->query->arrangement.kill == KILL_NOTHING;
}

static bool run_round(struct rounds *rounds, struct error *error)
{
    if (rounds->settings.screen_width > 0 && rounds->redraw != NULL)
        rounds->settings.screen_width = redraw_width(rounds->redraw); /* it may have been resized */
    bool good = rounds->query->waits ? await_answer(rounds, error) : answer_show(rounds, error);
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
        round_notes_tell(rounds);
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
    round_notes_tell(rounds);
}

/* Ends the format with the notes of all rounds, and prints the notes that this adds. */
static bool end_events(struct rounds *rounds, struct sink *sink, struct error *error)
{
    const struct note *note;
    notes_update(&rounds->told, &rounds->notes);
    size_t before = rounds->told.item_count;
    bool good = sink->end(sink, &rounds->told, error) && sink_flush(rounds->settings.output, error);
    answer_judge(rounds);
    rounds->unexpected = !rounds->met;
    for (size_t i = before; (note = notes_at(&rounds->told, i)) != NULL; i++)
        notes_add(&rounds->notes, note->code, rounds->told.outcome, note->count, "%s",
                  note->message);
    return good;
}

/* Each event is judged when it arrives, so no sink may keep rows for a lookup. */
static bool run_events(struct rounds *rounds, struct error *error)
{
    answer_set_time(rounds);
    rounds->settings.first = true;
    struct sink *sink =
        answer_open(rounds, rounds->query->needs & ~(unsigned)NEED_HOLD, NULL, NULL);
    if (sink == NULL)
        return error_set_errno(error, ENOMEM, "output");
    struct watcher watcher = {&rounds->notes, tell, rounds};
    bool good = watch_sockets(rounds->query, &rounds->settings, sink, &watcher, error) &&
                end_events(rounds, sink, error);
    sink->free(sink);
    if (good && !has_enough(rounds))
        round_notes_tell(rounds);
    return good;
}

/* A single answer needs a look before it to measure rates, or to say what has changed. With -c the
 * answer before is that look. */
static bool look_before(struct rounds *rounds, struct error *error)
{
    const struct query *query = rounds->query;
    bool compares = answer_shows_changes(query);
    if (query->repeats || query->summary || !(compares || query->needs & NEED_RATES))
        return true;
    uint64_t due = clock_steady() + query->interval;
    if (!(compares ? answer_look(rounds, error)
                   : first_look(query, &rounds->lookups, &rounds->notes, error)))
        return false;
    wait_until(due, -1, STDOUT_FILENO);
    return true;
}

/* No further answers follow when nothing can be read at all. */
static bool run_rounds(struct rounds *rounds, struct error *error)
{
    const struct query *query = rounds->query;
    rounds->settings.first = true;
    rounds->settings.says_limit = round_notes_say_limit(rounds);
    if (!look_before(rounds, error))
        return false;
    uint64_t due = clock_steady(), done = 1;
    while (run_round(rounds, error)) {
        rounds->settings.first = false;
        if (!query->repeats || answer_reader_left(rounds) || rounds->outcome == OUTCOME_NOTHING ||
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

static bool run_on_screen(struct rounds *rounds, struct error *error)
{
    struct error late = {0};
    bool good = (!answer_has_signs(rounds) || add_sign(rounds, error)) && run_rounds(rounds, error);
    good = redraw_leave(rounds->redraw, good ? error : &late) && good;
    error_clear(&late);
    round_notes_tell_held(rounds);
    return good;
}

bool rounds_run(struct rounds *rounds, struct error *error)
{
    const struct query *query = rounds->query;
    bool repeats = query->repeats || query->events;
    if (repeats && !query->as_other && !wait_catch_signals()) /* they end ss and netstat */
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
