/* SPDX-License-Identifier: MIT */
#include <errno.h>
#include <stdlib.h>

#include "arrange/arrange.h"
#include "arrange/groups.h"

/* Takes sockets, and hands groups of them on when all have come. */
struct count {
    struct sink sink;
    struct sink *next; /* owned */
    struct lookups *lookups;
    struct grouping grouping;
    struct groups groups;
    struct strbuf packed;    /* of all groups, one after the other */
    struct row_cells *cells; /* of each group; owned */
};

static bool count_begin(struct sink *sink, struct error *error)
{
    struct count *count = (struct count *)sink;
    return count->next->begin(count->next, error);
}

static enum emit_result count_row(struct sink *sink, const struct sock *sock, struct error *error)
{
    struct count *count = (struct count *)sink;
    if (groups_add(&count->groups, sock, count->lookups))
        return EMIT_GO;
    error_set_errno(error, ENOMEM, "groups of sockets");
    return EMIT_ERROR;
}

/* Packs the groups before any is handed on: a step after this one may keep them to the end. */
static bool pack_groups(struct count *count)
{
    size_t groups = count->groups.tally.count, start = 0;
    count->cells = calloc(groups + 1, sizeof(*count->cells));
    for (size_t i = 0; count->cells != NULL && i < groups; i++) {
        size_t before = count->packed.length;
        count->cells[i].weight = groups_pack(&count->groups, i, &count->packed);
        count->cells[i].packed.length = count->packed.length - before;
    }
    if (count->cells == NULL || count->packed.failed)
        return false;
    for (size_t i = 0; i < groups; i++) {
        count->cells[i].packed.data = count->packed.data + start;
        start += count->cells[i].packed.length;
    }
    return true;
}

static enum emit_result hand_on(struct count *count, struct error *error)
{
    enum emit_result result = EMIT_GO;
    for (size_t i = 0; i < count->groups.tally.count && result == EMIT_GO; i++) {
        const struct sock row = {.cells = &count->cells[i]};
        result = count->next->row(count->next, &row, error);
    }
    return result;
}

static bool count_end(struct sink *sink, struct notes *notes, struct error *error)
{
    struct count *count = (struct count *)sink;
    if (!groups_finish(&count->groups) || !pack_groups(count))
        return error_set_errno(error, ENOMEM, "groups of sockets");
    return hand_on(count, error) != EMIT_ERROR && count->next->end(count->next, notes, error);
}

static void count_free(struct sink *sink)
{
    struct count *count = (struct count *)sink;
    count->next->free(count->next);
    groups_free(&count->groups);
    strbuf_free(&count->packed);
    free(count->cells);
    free(count);
}

struct sink *arrange_count(struct sink *next, const struct arrange_settings *settings)
{
    if (!settings->arrangement.grouping.asked)
        return next;
    struct count *count = calloc(1, sizeof(*count));
    if (count == NULL) {
        next->free(next);
        return NULL;
    }
    *count = (struct count){
        .sink = {count_begin, count_row, count_end, count_free},
        .next = next,
        .lookups = settings->lookups,
        .grouping = settings->arrangement.grouping,
    };
    count->groups.grouping = &count->grouping;
    return &count->sink;
}
