/* SPDX-License-Identifier: MIT */
#include "run/await.h"

#include <errno.h>
#include <unistd.h>

#include "need.h"
#include "run/answer.h"
#include "sink/write.h"
#include "util/clock.h"
#include "util/output.h"
#include "util/wait.h"

#define MILLISECOND (CLOCK_SECOND / 1000)

/* A look may take one SHARE-th of the time of a processor: less than the twentieth that is
 * promised, because the next look may cost more than the one that the pause is made from. For a
 * cheap look that is one CHEAP_SHARE-th, as long as the pause is not longer than PAUSE_CHEAP for
 * it. A little less than 50 and 100 ms, so that what has happened is noticed within these. */
enum { SHARE = 24, CHEAP_SHARE = 120 };
#define PAUSE_LEAST (45 * MILLISECOND)
#define PAUSE_CHEAP (95 * MILLISECOND)

uint64_t await_pause(uint64_t cost)
{
    uint64_t pause = cost * CHEAP_SHARE;
    if (pause > PAUSE_CHEAP)
        pause = PAUSE_CHEAP;
    if (pause < PAUSE_LEAST)
        pause = PAUSE_LEAST;
    return pause > cost * SHARE ? pause : cost * SHARE;
}

/* Returns the size of the data, or 0 with errno, as fopencookie(3) requires. */
static ssize_t keep_text(void *cookie, const char *data, size_t size)
{
    struct strbuf *text = cookie;
    strbuf_put(text, data, size);
    if (text->failed)
        errno = ENOMEM;
    return text->failed ? 0 : (ssize_t)size;
}

/* One answer, whose text is kept. */
static bool look(struct rounds *rounds, struct strbuf *text, struct error *error)
{
    FILE *output = rounds->settings.output;
    notes_free(&rounds->notes);
    strbuf_clear(text);
    rounds->settings.output = output_open_cookie(text, keep_text);
    bool good = rounds->settings.output != NULL || error_set_errno(error, ENOMEM, "output");
    good = good && answer_show(rounds, error) && sink_flush(rounds->settings.output, error);
    if (rounds->settings.output != NULL)
        fclose(rounds->settings.output);
    rounds->settings.output = output;
    return good;
}

/* The first look does what later ones need not do again, so that it says little of what they cost.
 */
static uint64_t first_pause(uint64_t cost)
{
    uint64_t pause = await_pause(cost);
    return pause > PAUSE_CHEAP ? pause : PAUSE_LEAST;
}

/* Waits until the next look is due. False when there shall be none. */
static bool wait_for_look(const struct rounds *rounds, uint64_t pause, uint64_t end)
{
    uint64_t now = clock_steady(), due = now + pause;
    if (rounds->met || rounds->notes.outcome == OUTCOME_NOTHING || now >= end)
        return false;
    int output = rounds->query->quiet ? -1 : STDOUT_FILENO;
    return wait_until(due < end ? due : end, -1, output) == WAIT_TIME;
}

/* A look that is not the last one leaves out what matters only if it lists nothing. When it is as
 * expected, it becomes the last one, and so a whole one follows. */
static bool look_briefly(struct rounds *rounds, struct strbuf *text, struct error *error)
{
    const struct query *query = rounds->query;
    struct query brief = *query;
    brief.brief = true;
    rounds->query = &brief;
    bool good = look(rounds, text, error);
    rounds->query = query;
    if (!good || !rounds->met)
        return good;
    lookups_forget(&rounds->lookups);
    return look(rounds, text, error);
}

/* Rates and changes are those since the look before, so that a second look must not follow at once.
 */
static bool can_be_brief(const struct query *query)
{
    return !expectation_holds(&query->expect, 0) && !(query->needs & (NEED_RATES | NEED_CHANGES));
}

bool await_answer(struct rounds *rounds, struct error *error)
{
    const struct query *query = rounds->query;
    uint64_t pause;
    uint64_t end = query->wait == WAIT_FOR_EVER ? WAIT_FOR_EVER : clock_steady() + query->wait;
    struct strbuf text = {0};
    bool good, brief = false, is_first = true;
    do {
        uint64_t begun = clock_processor();
        lookups_forget(&rounds->lookups);
        good = brief && clock_steady() < end ? look_briefly(rounds, &text, error)
                                             : look(rounds, &text, error);
        uint64_t cost = clock_processor() - begun;
        pause = is_first ? first_pause(cost) : await_pause(cost);
        is_first = false;
        brief = can_be_brief(query);
    } while (good && wait_for_look(rounds, pause, end));
    good = good && sink_write(rounds->settings.output, &text, error) != EMIT_ERROR;
    strbuf_free(&text);
    return good;
}
