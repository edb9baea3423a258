/* SPDX-License-Identifier: MIT */
#include <errno.h>
#include <inttypes.h>
#include <stdlib.h>

#include "arrange/arrange.h"
#include "arrange/sorted_rows.h"
#include "column/cells.h"
#include "util/plural.h"

/* Rows, and the sockets in them. */
struct order_count {
    uint64_t rows, sockets;
};

/* Hands rows on in an order: that of the keys of --sort, or else the usual one. It holds the rows
 * until the end, with --limit only the first ones. In the usual order, when more than `most` come,
 * it hands them on as they come, in the kernel's order, and a note says so. */
struct order {
    struct sink sink;
    struct sink *next;           /* owned */
    const struct sort_key *keys; /* borrowed */
    size_t key_count;
    struct lookups *lookups;
    size_t most;
    struct sorted_rows rows;
    struct strbuf key; /* of one row */
    uint64_t limit;    /* rows that are handed on; 0: no limit */
    bool of_groups;    /* rows are groups of sockets */
    bool of_findings;  /* rows are findings of --health */
    struct order_count matched, shown;
    bool streams; /* there are too many rows to keep, so rows are passed on as they arrive */
};

static bool order_begin(struct sink *sink, struct error *error)
{
    struct order *order = (struct order *)sink;
    return order->next->begin(order->next, error);
}

/* What is only shown as gone does not match. */
static bool is_there(const struct sock *sock)
{
    return !(sock->have & HAVE_CHANGE) || sock->change != CHANGE_GONE;
}

static void add_to_count(struct order_count *count, const struct sock *sock)
{
    count->rows += is_there(sock);
    count->sockets += sock->cells != NULL ? sock->cells->weight : 1;
}

static enum emit_result hand_on(struct order *order, struct error *error)
{
    enum emit_result result = EMIT_GO;
    struct sock sock;
    for (size_t i = 0; i < order->rows.count && result == EMIT_GO; i++) {
        sorted_rows_get(&order->rows, i, &sock);
        add_to_count(&order->shown, &sock);
        result = order->next->row(order->next, &sock, error);
    }
    return result;
}

static bool keep(struct order *order, const struct sock *sock)
{
    strbuf_clear(&order->key);
    if (order->key_count > 0)
        order_key_put(&order->key, order->keys, order->key_count, sock, order->lookups);
    else
        order_key_put_usual(&order->key, sock);
    add_to_count(&order->matched, sock);
    return sorted_rows_add(&order->rows, &order->key, sock);
}

static enum emit_result order_row(struct sink *sink, const struct sock *sock, struct error *error)
{
    struct order *order = (struct order *)sink;
    if (!order->streams && order->rows.count == order->most) {
        order->streams = true;
        enum emit_result result = hand_on(order, error);
        sorted_rows_free(&order->rows);
        if (result != EMIT_GO)
            return result;
    }
    if (order->streams)
        return order->next->row(order->next, sock, error);
    if (keep(order, sock))
        return EMIT_GO;
    error_set_errno(error, ENOMEM, "rows that wait to be sorted");
    return EMIT_ERROR;
}

static void note_limit(const struct order *order, struct notes *notes)
{
    uint64_t left = order->matched.rows - order->shown.rows;
    notes->matched = (struct matched){true, true, order->matched.rows};
    if (left > 0 && order->of_groups)
        notes_add(notes, NOTE_MORE_MATCH, OUTCOME_COMPLETE, left,
                  "limit: %" PRIu64 " more in %" PRIu64 " %s",
                  order->matched.sockets - order->shown.sockets, left,
                  plural(left, "group", "groups"));
    else if (left > 0 && order->of_findings)
        notes_add(notes, NOTE_MORE_MATCH, OUTCOME_COMPLETE, left, "limit: %" PRIu64 " more %s",
                  left, plural(left, "finding", "findings"));
    else if (left > 0)
        notes_add(notes, NOTE_MORE_MATCH, OUTCOME_COMPLETE, left, "limit: %" PRIu64 " more %s",
                  left, plural(left, "socket matches", "sockets match"));
}

static bool order_end(struct sink *sink, struct notes *notes, struct error *error)
{
    struct order *order = (struct order *)sink;
    if (order->streams)
        notes_add(notes, NOTE_UNSORTED, OUTCOME_COMPLETE, 0,
                  "rows are not sorted: there are more than %zu", order->most);
    else if (!sorted_rows_sort(&order->rows))
        return error_set_errno(error, ENOMEM, "rows that wait to be sorted");
    bool good = hand_on(order, error) != EMIT_ERROR;
    if (good && order->limit > 0)
        note_limit(order, notes);
    return good && order->next->end(order->next, notes, error);
}

static void order_free(struct sink *sink)
{
    struct order *order = (struct order *)sink;
    order->next->free(order->next);
    sorted_rows_free(&order->rows);
    strbuf_free(&order->key);
    free(order);
}

struct sink *arrange_order(struct sink *next, const struct arrange_settings *settings)
{
    const struct arrangement *arrangement = &settings->arrangement;
    bool by_keys = arrangement->key_count > 0;
    if (!by_keys && settings->order_most == 0)
        return next;
    struct order *order = calloc(1, sizeof(*order));
    if (order == NULL) {
        next->free(next);
        return NULL;
    }
    *order = (struct order){
        .sink = {order_begin, order_row, order_end, order_free},
        .next = next,
        .keys = arrangement->keys,
        .key_count = arrangement->key_count,
        .lookups = settings->lookups,
        .of_groups = arrangement->grouping.asked,
        .of_findings = arrangement->health.asked != 0,
        .most = by_keys ? SIZE_MAX : settings->order_most,
        .limit = by_keys ? arrangement->limit : 0,
    };
    order->rows.most = (size_t)order->limit; /* at most UINT32_MAX */
    return &order->sink;
}
