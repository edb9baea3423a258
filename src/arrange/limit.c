/* SPDX-License-Identifier: MIT */
#include <stdlib.h>

#include "arrange/arrange.h"
#include "need.h"

/* Lets the first rows through, and ends the dump with the next one. */
struct limit {
    struct sink sink;
    struct sink *next; /* owned */
    uint64_t most, passed;
    bool more; /* further rows match */
};

static bool limit_begin(struct sink *sink, struct error *error)
{
    struct limit *limit = (struct limit *)sink;
    return limit->next->begin(limit->next, error);
}

static enum emit_result limit_row(struct sink *sink, const struct sock *sock, struct error *error)
{
    struct limit *limit = (struct limit *)sink;
    limit->more = limit->passed == limit->most;
    if (limit->more)
        return EMIT_STOP;
    limit->passed++;
    return limit->next->row(limit->next, sock, error);
}

static bool limit_end(struct sink *sink, struct notes *notes, struct error *error)
{
    struct limit *limit = (struct limit *)sink;
    notes->matched = (struct matched){true, !limit->more, limit->passed};
    if (limit->more)
        notes_add(notes, NOTE_MORE_MATCH, OUTCOME_COMPLETE, 0, "limit: more sockets match");
    return limit->next->end(limit->next, notes, error);
}

static void limit_free(struct sink *sink)
{
    struct limit *limit = (struct limit *)sink;
    limit->next->free(limit->next);
    free(limit);
}

static struct sink *open_limit(struct sink *next, uint64_t most)
{
    struct limit *limit = calloc(1, sizeof(*limit));
    if (limit == NULL) {
        next->free(next);
        return NULL;
    }
    *limit = (struct limit){{limit_begin, limit_row, limit_end, limit_free}, next, most, 0, false};
    return &limit->sink;
}

/* When rows are sorted by keys, the first of them are known at the end only (arrange_order). */
static bool is_wanted(const struct arrange_settings *settings)
{
    const struct arrangement *arrangement = &settings->arrangement;
    return arrangement->limit > 0 && arrangement->key_count == 0 && !arrangement->grouping.asked &&
           arrangement->health.asked == 0;
}

/* The steps that can be the last to decide whether a row matches. */
enum decided { BY_SOURCE, BY_HOLD, BY_CHANGES };

static enum decided find_decided(const struct arrange_settings *settings)
{
    unsigned tested = filter_needs(settings->filter);
    if (settings->changes != NULL && tested & NEED_LOOK_BEFORE)
        return BY_CHANGES;
    return settings->needs & NEED_HOLD && tested & NEED_LATER ? BY_HOLD : BY_SOURCE;
}

static struct sink *open_after(enum decided decided, struct sink *next,
                               const struct arrange_settings *settings)
{
    bool here = is_wanted(settings) && find_decided(settings) == decided;
    return here ? open_limit(next, settings->arrangement.limit) : next;
}

struct sink *arrange_limit_first(struct sink *next, const struct arrange_settings *settings)
{
    return open_after(BY_SOURCE, next, settings);
}

struct sink *arrange_limit(struct sink *next, const struct arrange_settings *settings)
{
    return open_after(BY_HOLD, next, settings);
}

struct sink *arrange_limit_last(struct sink *next, const struct arrange_settings *settings)
{
    return open_after(BY_CHANGES, next, settings);
}
