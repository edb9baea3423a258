/* SPDX-License-Identifier: MIT */
#include "arrange/arrange.h"

#include <arpa/inet.h>
#include <errno.h>
#include <stdlib.h>
#include <string.h>

#include "sock_list.h"
#include "util/array.h"

/* A row that waits, with its key (order_key.h), after which comes its place of arrival: so no two
 * keys are the same, and equal rows keep their order. */
struct entry {
    uint8_t head[8];  /* the first bytes of the key, which decide nearly always */
    const char *rest; /* length of the others, and they; NULL where there are none */
    const struct sock_list_item *item;
};

/* Hands rows on in an order: that of the keys of --sort, or else the usual one. It holds the rows
 * until the end. When more than `most` come, it hands them on as they come, in the kernel's order,
 * and a note says so. */
struct order {
    struct sink sink;
    struct sink *next;           /* owned */
    const struct sort_key *keys; /* borrowed */
    size_t key_count;
    struct lookups *lookups;
    size_t most;
    struct sock_list list;
    struct arena rests;    /* of the keys */
    struct strbuf key;     /* of one row */
    struct entry *entries; /* owned */
    size_t count, capacity;
    uint32_t arrived;
    bool streams; /* there are too many rows to keep, so rows are passed on as they arrive */
};

static struct slice rest_of(const struct entry *entry)
{
    uint32_t length = 0;
    if (entry->rest == NULL)
        return (struct slice){NULL, 0};
    memcpy(&length, entry->rest, sizeof(length));
    return (struct slice){entry->rest + sizeof(length), length};
}

/* No key begins with another one, so the shorter length decides nothing. */
static int compare_entries(const void *left, const void *right)
{
    const struct entry *a = left, *b = right;
    int order = memcmp(a->head, b->head, sizeof(a->head));
    if (order != 0 || a->rest == NULL || b->rest == NULL)
        return order;
    struct slice one = rest_of(a), other = rest_of(b);
    return memcmp(one.data, other.data, one.length < other.length ? one.length : other.length);
}

static bool order_begin(struct sink *sink, struct error *error)
{
    struct order *order = (struct order *)sink;
    return order->next->begin(order->next, error);
}

static enum emit_result hand_on(struct order *order, struct error *error)
{
    enum emit_result result = EMIT_GO;
    struct sock sock;
    for (size_t i = 0; i < order->count && result == EMIT_GO; i++) {
        sock_list_get(order->entries[i].item, &sock);
        result = order->next->row(order->next, &sock, error);
    }
    order->count = 0;
    return result;
}

static void make_key(struct order *order, const struct sock *sock)
{
    uint32_t place = htonl(order->arrived++);
    strbuf_clear(&order->key);
    if (order->key_count > 0)
        order_key_put(&order->key, order->keys, order->key_count, sock, order->lookups);
    else
        order_key_put_usual(&order->key, sock);
    strbuf_put(&order->key, (const char *)&place, sizeof(place));
}

/* Copies what of the key does not fit the head. */
static bool keep_rest(struct order *order, struct entry *entry)
{
    if (order->key.length <= sizeof(entry->head))
        return true;
    uint32_t length = (uint32_t)(order->key.length - sizeof(entry->head));
    char *rest = arena_alloc(&order->rests, sizeof(length) + length);
    if (rest == NULL)
        return false;
    memcpy(rest, &length, sizeof(length));
    memcpy(rest + sizeof(length), order->key.data + sizeof(entry->head), length);
    entry->rest = rest;
    return true;
}

static bool keep(struct order *order, const struct sock *sock)
{
    struct entry entry = {.rest = NULL};
    struct entry *entries =
        array_reserve(order->entries, &order->capacity, order->count, sizeof(*entries));
    if (entries == NULL)
        return false;
    order->entries = entries;
    make_key(order, sock);
    if (order->key.failed || !keep_rest(order, &entry) || !sock_list_add(&order->list, sock))
        return false;
    size_t length = order->key.length < sizeof(entry.head) ? order->key.length : sizeof(entry.head);
    memcpy(entry.head, order->key.data, length);
    entry.item = sock_list_last(&order->list);
    entries[order->count++] = entry;
    return true;
}

static void forget(struct order *order)
{
    bool whole = order->list.whole;
    sock_list_free(&order->list);
    order->list.whole = whole;
    arena_free(&order->rests);
}

static enum emit_result order_row(struct sink *sink, const struct sock *sock, struct error *error)
{
    struct order *order = (struct order *)sink;
    if (!order->streams && order->count == order->most) {
        order->streams = true;
        enum emit_result result = hand_on(order, error);
        forget(order);
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

static bool order_end(struct sink *sink, struct notes *notes, struct error *error)
{
    struct order *order = (struct order *)sink;
    if (order->streams)
        notes_add(notes, NOTE_UNSORTED, OUTCOME_COMPLETE, 0,
                  "rows are not sorted: there are more than %zu", order->most);
    else if (order->count > 0)
        qsort(order->entries, order->count, sizeof(*order->entries), compare_entries);
    return hand_on(order, error) != EMIT_ERROR && order->next->end(order->next, notes, error);
}

static void order_free(struct sink *sink)
{
    struct order *order = (struct order *)sink;
    order->next->free(order->next);
    forget(order);
    strbuf_free(&order->key);
    free(order->entries);
    free(order);
}

struct sink *arrange_order(struct sink *next, const struct arrange_settings *settings)
{
    bool by_keys = settings->arrangement.key_count > 0;
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
        .keys = settings->arrangement.keys,
        .key_count = settings->arrangement.key_count,
        .lookups = settings->lookups,
        .most = by_keys ? SIZE_MAX : settings->order_most,
        .list.whole = true,
    };
    return &order->sink;
}
