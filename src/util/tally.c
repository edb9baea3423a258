/* SPDX-License-Identifier: MIT */
#include "util/tally.h"

#include <stdlib.h>

/* FNV-1a. */
static uint32_t hash(struct slice text)
{
    uint32_t number = UINT32_C(2166136261);
    for (size_t i = 0; i < text.length; i++)
        number = (number ^ (unsigned char)text.data[i]) * UINT32_C(16777619);
    return number;
}

static bool same(struct slice left, struct slice right)
{
    return left.length == right.length &&
           (left.length == 0 || memcmp(left.data, right.data, left.length) == 0);
}

static bool grow(struct tally *tally)
{
    if (tally->count < tally->capacity)
        return true;
    size_t capacity = tally->capacity == 0 ? 64 : tally->capacity * 2;
    void *larger = reallocarray(tally->items, capacity, sizeof(*tally->items));
    if (larger == NULL)
        return false;
    tally->items = larger;
    tally->capacity = capacity;
    return true;
}

static struct tally_item *insert(struct tally *tally, struct slice text, uint32_t number)
{
    if (tally->count >= tally->most || tally->count >= UINT32_MAX - 1 || !grow(tally))
        return NULL;
    char *copy = arena_copy(&tally->texts, text.data, text.length);
    uint32_t *head = copy == NULL ? NULL : id_map_insert(&tally->index, number, 0);
    if (head == NULL)
        return NULL;
    struct tally_item *item = &tally->items[tally->count++];
    *item = (struct tally_item){.text = {copy, text.length}, .next = *head};
    *head = (uint32_t)tally->count;
    return item;
}

struct tally_item *tally_add(struct tally *tally, struct slice text, uint64_t weight)
{
    uint32_t number = hash(text);
    const uint32_t *head = id_map_find(&tally->index, number);
    uint32_t at = head == NULL ? 0 : *head;
    while (at != 0 && !same(tally->items[at - 1].text, text))
        at = tally->items[at - 1].next;
    struct tally_item *item = at != 0 ? &tally->items[at - 1] : insert(tally, text, number);
    if (item != NULL)
        item->weight += weight;
    return item;
}

/* tally_sort keeps the place in `next`. */
static int compare(const void *left, const void *right)
{
    const struct tally_item *a = left, *b = right;
    if (a->weight != b->weight)
        return a->weight > b->weight ? -1 : 1;
    return a->next < b->next ? -1 : a->next > b->next;
}

void tally_sort(struct tally *tally)
{
    for (size_t i = 0; i < tally->count; i++)
        tally->items[i].next = (uint32_t)i;
    if (tally->count > 1)
        qsort(tally->items, tally->count, sizeof(*tally->items), compare);
    id_map_free(&tally->index);
}

void tally_free(struct tally *tally)
{
    free(tally->items);
    id_map_free(&tally->index);
    arena_free(&tally->texts);
    *tally = (struct tally){.most = tally->most};
}
