/* SPDX-License-Identifier: MIT */
#include "arrange/arrange.h"

#include <arpa/inet.h>
#include <errno.h>
#include <stdlib.h>
#include <string.h>
#include <sys/socket.h>

#include "family/families.h"
#include "sock_list.h"
#include "util/array.h"

enum { KEY_SIZE = 64 };

/* The sort key of a row: bytes, which are compared first, and then the name of a UNIX socket. */
struct order_key {
    uint8_t bytes[KEY_SIZE];
    size_t length;
    struct slice name;
    size_t place; /* place of arrival, so that equal keys keep their order */
    const struct sock_list_item *item;
};

/* Hands rows on in the order in which people look for them: listeners by protocol, port and
 * address; then connections by local port, state and other end; TIME_WAIT last. It holds the rows
 * until the end. When there are more than `most`, it hands them on as they come, in the kernel's
 * order, and a note says so. */
struct order {
    struct sink sink;
    struct sink *next; /* owned */
    size_t most;
    struct sock_list list;
    struct order_key *keys; /* owned */
    size_t count, capacity;
    bool streams; /* there are too many rows to keep, so rows are passed on as they arrive */
};

static void put_bytes(struct order_key *key, const void *data, size_t length)
{
    if (length > KEY_SIZE - key->length)
        length = KEY_SIZE - key->length;
    memcpy(key->bytes + key->length, data, length);
    key->length += length;
}

static void put_number(struct order_key *key, uint32_t number)
{
    uint32_t bytes = htonl(number);
    put_bytes(key, &bytes, sizeof(bytes));
}

static void put_end(struct order_key *key, const struct endpoint *end)
{
    put_bytes(key, end->address, sizeof(end->address));
    put_number(key, end->port);
}

/* Protocols are ordered by family, and within a family by kind. */
static uint32_t protocol_place(const struct sock *sock)
{
    uint32_t place = 0;
    while (place < families_count && families[place] != sock->from)
        place++;
    return place << 8 | (uint32_t)(sock->kind - sock->from->kinds);
}

enum rank { RANK_LISTENER, RANK_CONNECTION, RANK_OTHER_CONNECTION, RANK_TIME_WAIT };

static enum rank rank_of(const struct sock *sock)
{
    if (sock->have & HAVE_STATE) {
        if (sock->state == STATE_LISTEN || sock->state == STATE_UNCONN)
            return RANK_LISTENER;
        if (sock->state == STATE_TIME_WAIT)
            return RANK_TIME_WAIT;
    }
    bool has_ports = sock->family == AF_INET || sock->family == AF_INET6;
    return has_ports ? RANK_CONNECTION : RANK_OTHER_CONNECTION;
}

static void fill_key(struct order_key *key, const struct sock *sock)
{
    enum rank rank = rank_of(sock);
    key->name = sock->name;
    put_number(key, rank);
    if (rank == RANK_LISTENER || rank == RANK_OTHER_CONNECTION)
        put_number(key, protocol_place(sock));
    put_number(key, sock->local.port);
    if (rank != RANK_LISTENER) {
        put_number(key, sock->state);
        put_number(key, protocol_place(sock));
        put_end(key, &sock->peer);
    }
    put_number(key, sock->family);
    put_bytes(key, sock->local.address, sizeof(sock->local.address));
}

static int compare_names(struct slice left, struct slice right)
{
    size_t shorter = left.length < right.length ? left.length : right.length;
    int order = shorter == 0 ? 0 : memcmp(left.data, right.data, shorter);
    return order != 0 ? order : (left.length > right.length) - (left.length < right.length);
}

static int compare_keys(const void *left, const void *right)
{
    const struct order_key *a = left, *b = right;
    int order = memcmp(a->bytes, b->bytes, KEY_SIZE);
    if (order == 0)
        order = compare_names(a->name, b->name);
    return order != 0 ? order : (a->place > b->place) - (a->place < b->place);
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
        sock_list_get(order->keys[i].item, &sock);
        result = order->next->row(order->next, &sock, error);
    }
    order->count = 0;
    return result;
}

static bool keep(struct order *order, const struct sock *sock)
{
    struct order_key *keys =
        array_reserve(order->keys, &order->capacity, order->count, sizeof(*keys));
    if (keys == NULL)
        return false;
    order->keys = keys;
    if (!sock_list_add(&order->list, sock))
        return false;
    struct order_key *key = &order->keys[order->count];
    struct sock copy;
    *key = (struct order_key){.place = order->count, .item = sock_list_last(&order->list)};
    sock_list_get(key->item, &copy);
    fill_key(key, &copy);
    order->count++;
    return true;
}

static enum emit_result order_row(struct sink *sink, const struct sock *sock, struct error *error)
{
    struct order *order = (struct order *)sink;
    if (!order->streams && order->count == order->most) {
        order->streams = true;
        enum emit_result result = hand_on(order, error);
        sock_list_free(&order->list);
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
        qsort(order->keys, order->count, sizeof(*order->keys), compare_keys);
    return hand_on(order, error) != EMIT_ERROR && order->next->end(order->next, notes, error);
}

static void order_free(struct sink *sink)
{
    struct order *order = (struct order *)sink;
    order->next->free(order->next);
    sock_list_free(&order->list);
    free(order->keys);
    free(order);
}

struct sink *arrange_order(struct sink *next, const struct arrange_settings *settings)
{
    if (settings->order_most == 0)
        return next;
    struct order *order = calloc(1, sizeof(*order));
    if (order == NULL) {
        next->free(next);
        return NULL;
    }
    *order = (struct order){
        .sink = {order_begin, order_row, order_end, order_free},
        .next = next,
        .most = settings->order_most,
        .list.whole = true,
    };
    return &order->sink;
}
