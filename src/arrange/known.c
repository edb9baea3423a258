/* SPDX-License-Identifier: MIT */
#include "arrange/known.h"

#include <stdlib.h>

#include "util/array.h"

bool known_add(struct known_sockets *known, const struct sock *sock, bool copied)
{
    struct known_socket *items =
        known->count == UINT32_MAX
            ? NULL
            : array_reserve(known->items, &known->capacity, known->count, sizeof(*items));
    if (items == NULL)
        return false;
    known->items = items;
    items[known->count++] = (struct known_socket){
        .cookie = sock->cookie,
        .netns = sock->netns,
        .recv_q = sock->recv_q,
        .send_q = sock->send_q,
        .state = sock->state,
        .copied = copied,
    };
    return true;
}

static int compare(const void *left, const void *right)
{
    const struct known_place *one = left, *other = right;
    if (one->cookie != other->cookie)
        return one->cookie < other->cookie ? -1 : 1;
    return (one->netns > other->netns) - (one->netns < other->netns);
}

static bool make_index(struct known_sockets *known)
{
    if (known->index != NULL || known->count == 0)
        return true;
    known->index = calloc(known->count, sizeof(*known->index));
    if (known->index == NULL)
        return false;
    for (size_t i = 0; i < known->count; i++)
        known->index[i] =
            (struct known_place){known->items[i].cookie, known->items[i].netns, (uint32_t)i};
    qsort(known->index, known->count, sizeof(*known->index), compare);
    return true;
}

/* The first place in the index that is not before the key. */
static size_t search(const struct known_sockets *known, const struct known_place *key)
{
    return array_find_first(known->index, known->count, sizeof(*known->index), key, compare);
}

static bool is_at(const struct known_sockets *known, size_t place, const struct sock *sock)
{
    return place < known->count && known->items[place].cookie == sock->cookie &&
           known->items[place].netns == sock->netns;
}

bool known_find(struct known_sockets *known, const struct sock *sock,
                const struct known_socket **found)
{
    size_t place = known->next;
    *found = NULL;
    if (!is_at(known, place, sock)) {
        const struct known_place key = {.cookie = sock->cookie, .netns = sock->netns};
        if (!make_index(known))
            return false;
        size_t at = search(known, &key);
        if (at == known->count || compare(&known->index[at], &key) != 0)
            return true;
        place = known->index[at].place;
    }
    struct known_socket *item = &known->items[place];
    known->seen += !item->seen;
    item->seen = true;
    known->next = place + 1;
    *found = item;
    return true;
}

bool known_is_gone(struct known_sockets *known, size_t place, bool *failed)
{
    const struct known_socket *item = &known->items[place];
    const struct known_place key = {.cookie = item->cookie, .netns = item->netns};
    if (item->seen)
        return false;
    *failed |= !make_index(known);
    if (known->index == NULL)
        return false;
    bool seen = false;
    for (size_t at = search(known, &key);
         at < known->count && compare(&known->index[at], &key) == 0; at++)
        seen |= known->items[known->index[at].place].seen;
    return !seen;
}

void known_free(struct known_sockets *known)
{
    free(known->items);
    free(known->index);
    *known = (struct known_sockets){0};
}
