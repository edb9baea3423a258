/* SPDX-License-Identifier: MIT */
#include <stdlib.h>

#include "arrange/arrange.h"

/* Counts what is listed: the rows that reach the format. */
struct listed {
    struct sink sink;
    struct sink *next; /* owned */
    uint64_t *count;
};

static bool listed_begin(struct sink *sink, struct error *error)
{
    struct listed *listed = (struct listed *)sink;
    *listed->count = 0;
    return listed->next->begin(listed->next, error);
}

static enum emit_result listed_row(struct sink *sink, const struct sock *sock, struct error *error)
{
    struct listed *listed = (struct listed *)sink;
    ++*listed->count;
    return listed->next->row(listed->next, sock, error);
}

static bool listed_end(struct sink *sink, struct notes *notes, struct error *error)
{
    struct listed *listed = (struct listed *)sink;
    return listed->next->end(listed->next, notes, error);
}

static void listed_free(struct sink *sink)
{
    struct listed *listed = (struct listed *)sink;
    listed->next->free(listed->next);
    free(listed);
}

struct sink *arrange_listed(struct sink *next, const struct arrange_settings *settings)
{
    if (settings->listed == NULL)
        return next;
    struct listed *listed = calloc(1, sizeof(*listed));
    if (listed == NULL) {
        next->free(next);
        return NULL;
    }
    *listed = (struct listed){
        {listed_begin, listed_row, listed_end, listed_free}, next, settings->listed};
    return &listed->sink;
}
