/* SPDX-License-Identifier: MIT */
#include "run/answer.h"

#include <errno.h>
#include <stdio.h>

#include "arrange/arrange.h"
#include "lookup/counters.h"
#include "run/killing.h"
#include "run/nowhere.h"
#include "run/show.h"
#include "run/totals.h"
#include "run/unlisted_note.h"
#include "util/clock.h"

/* Limit on the rows that are sorted for a terminal. People do not read more. */
enum { ORDER_MOST = 5000 };

bool answer_has_signs(const struct rounds *rounds)
{
    const struct query *query = rounds->query;
    return rounds->redraw != NULL && !query->arrangement.grouping.asked &&
           query->arrangement.health.asked == 0 && query->view == NULL;
}

bool answer_shows_changes(const struct query *query)
{
    return query->needs & NEED_CHANGES && !query->events && !query->summary &&
           (query->repeats || query->arrangement.kill == KILL_NOTHING);
}

/* Whether rows are compared with those of the look before. */
static bool compares(const struct rounds *rounds)
{
    return answer_shows_changes(rounds->query) ||
           (rounds->query->repeats && answer_has_signs(rounds));
}

/* The tests of the filter that steps of the pipeline decide: those of values that all rows wait
 * for, and of those that come from a comparison with the look before. */
static unsigned left_to_steps(const struct rounds *rounds)
{
    unsigned compared = compares(rounds) ? NEED_LOOK_BEFORE : 0;
    return rounds->query->needs & NEED_HOLD ? NEED_LATER : compared;
}

static void note_unlisted(void *context, struct notes *notes)
{
    struct rounds *rounds = context;
    unlisted_note(rounds->query, &rounds->lookups, notes);
}

static struct sink *open_format(struct rounds *rounds)
{
    const struct query *query = rounds->query;
    if (rounds->unshown)
        return nowhere_open();
    return query->view == NULL ? query->format->open(&rounds->settings)
                               : view_output_open(&rounds->view, query, &rounds->settings);
}

struct sink *answer_open(struct rounds *rounds, unsigned needs, const struct killer *killer,
                         const struct no_rows *no_rows)
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
    /* Events end at the limit, not one later. A row that the limit leaves out is not new. */
    if (query->events || query->view != NULL || rounds->unshown)
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
    struct sink *sink = answer_open(rounds, rounds->query->needs, &killer, &no_rows);
    if (sink == NULL)
        return error_set_errno(error, ENOMEM, "output");
    const struct show_output output = {sink, &killer, &no_rows, left_to_steps(rounds)};
    bool good = show_sockets(rounds->query, &rounds->lookups, &output, &rounds->notes, error);
    sink->free(sink);
    return good;
}

bool answer_look(struct rounds *rounds, struct error *error)
{
    rounds->unshown = true;
    bool good = show_rows(rounds, error);
    rounds->unshown = false;
    struct notes earlier = rounds->notes;
    rounds->notes = (struct notes){0};
    notes_add_earlier(&rounds->notes, &earlier);
    notes_free(&earlier);
    lookups_forget(&rounds->lookups);
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

void answer_set_time(struct rounds *rounds)
{
    if (!needs_time(rounds->query) || query_is_recorded(rounds->query))
        return;
    strbuf_clear(&rounds->time);
    clock_put_time(&rounds->time, clock_of_day(), TIME_DIGITS);
    strbuf_put_char(&rounds->time, '\0');
    rounds->lookups.time = rounds->time.failed ? "" : rounds->time.data;
    if (rounds->time.failed)
        notes_add(&rounds->notes, NOTE_OUT_OF_MEMORY, OUTCOME_INCOMPLETE, 0,
                  "out of memory: the time of the answer is missing");
}

bool answer_reader_left(const struct rounds *rounds)
{
    return ferror(rounds->settings.output) != 0;
}

void answer_judge(struct rounds *rounds)
{
    rounds->met =
        answer_reader_left(rounds) || expectation_holds(&rounds->query->expect, rounds->listed);
}

bool answer_show(struct rounds *rounds, struct error *error)
{
    answer_set_time(rounds);
    const struct query *query = rounds->query;
    bool good = (!query->summary && !query->totals_first) || show_totals(rounds, error);
    good = good && (query->summary || show_rows(rounds, error));
    answer_judge(rounds);
    return good;
}
