/* SPDX-License-Identifier: MIT */
#include "sock_list.h"

#include <string.h>

enum { FIXED_SIZE = offsetof(struct sock, facts) };

/* The fixed part of a sock, then a slice for each known fact; their bytes are elsewhere in the
 * arena. */
struct sock_list_item {
    struct sock_list_item *next;
    size_t fact_count;
    _Alignas(struct sock) char fixed[FIXED_SIZE];
    struct slice facts[];
};

static bool copy_slice(struct sock_list *list, struct slice *slice)
{
    if (slice->length == 0)
        return true;
    slice->data = arena_copy(&list->arena, slice->data, slice->length);
    return slice->data != NULL;
}

static bool copy_facts(struct sock_list *list, struct sock_list_item *item, const struct sock *sock)
{
    for (int i = 0; i < FACT_COUNT; i++) {
        if (!(sock->facts_known & UINT32_C(1) << i))
            continue;
        struct slice *copy = &item->facts[item->fact_count++];
        *copy = sock->facts[i];
        if (!copy_slice(list, copy))
            return false;
    }
    return true;
}

bool sock_list_add(struct sock_list *list, const struct sock *sock)
{
    size_t facts = (size_t)__builtin_popcount(sock->facts_known);
    struct sock_list_item *item =
        arena_alloc(&list->arena, sizeof(*item) + facts * sizeof(item->facts[0]));
    struct slice name = sock->name;
    if (item == NULL || !copy_slice(list, &name))
        return false;
    item->next = NULL;
    item->fact_count = 0;
    memcpy(item->fixed, sock, FIXED_SIZE);
    memcpy(item->fixed + offsetof(struct sock, name), &name, sizeof(name));
    if (!copy_facts(list, item, sock))
        return false;
    if (list->last != NULL)
        list->last->next = item;
    else
        list->first = item;
    list->last = item;
    list->count++;
    return true;
}

const struct sock_list_item *sock_list_next(const struct sock_list *list,
                                            const struct sock_list_item *item, struct sock *sock)
{
    item = item == NULL ? list->first : item->next;
    if (item == NULL)
        return NULL;
    memcpy(sock, item->fixed, FIXED_SIZE);
    size_t next = 0;
    for (int i = 0; i < FACT_COUNT; i++) {
        if (sock->facts_known & UINT32_C(1) << i)
            sock->facts[i] = item->facts[next++];
    }
    return item;
}

void sock_list_free(struct sock_list *list)
{
    arena_free(&list->arena);
    *list = (struct sock_list){0};
}
