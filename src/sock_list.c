/* SPDX-License-Identifier: MIT */
#include "sock_list.h"

#include <assert.h>
#include <string.h>

enum {
    FIXED_SIZE = offsetof(struct sock, facts),
    WORD_COUNT = FIXED_SIZE / sizeof(uint64_t),
};
static_assert(FIXED_SIZE % sizeof(uint64_t) == 0 && WORD_COUNT <= 32,
              "words_known has a bit for each word of the fixed part");

/* One copy. `words` has the words of the fixed part that differ from the item before; between
 * sockets of one kind these are few. A slice for each known fact follows them. The bytes of the
 * slices are elsewhere in the arena. */
struct sock_list_item {
    struct sock_list_item *next;
    uint32_t words_known; /* a bit for each word that differs */
    uint64_t words[];
};

static_assert(sizeof(((struct sock_list *)NULL)->last_words) == FIXED_SIZE,
              "the list keeps the fixed part of its last socket");

static size_t count_bits(uint64_t bits)
{
    return (size_t)__builtin_popcountll(bits);
}

static bool copy_slice(struct sock_list *list, struct slice *slice)
{
    if (slice->length == 0)
        return true;
    slice->data = arena_copy(&list->arena, slice->data, slice->length);
    return slice->data != NULL;
}

static bool copy_facts(struct sock_list *list, char *place, const struct sock *sock)
{
    for (uint64_t rest = sock->facts_known; rest != 0; rest &= rest - 1) {
        struct slice copy = sock->facts[__builtin_ctzll(rest)];
        if (!copy_slice(list, &copy))
            return false;
        memcpy(place, &copy, sizeof(copy));
        place += sizeof(copy);
    }
    return true;
}

static uint32_t find_words(const uint64_t words[WORD_COUNT], const uint64_t before[WORD_COUNT])
{
    uint32_t known = 0;
    for (int i = 0; i < WORD_COUNT; i++)
        known |= (uint32_t)(words[i] != before[i]) << i;
    return known;
}

static void append(struct sock_list *list, struct sock_list_item *item)
{
    if (list->last != NULL)
        list->last->next = item;
    else
        list->first = item;
    list->last = item;
    list->count++;
}

bool sock_list_add(struct sock_list *list, const struct sock *sock)
{
    uint64_t words[WORD_COUNT];
    struct slice name = sock->name;
    if (!copy_slice(list, &name))
        return false;
    memcpy(words, sock, FIXED_SIZE);
    memcpy((char *)words + offsetof(struct sock, name), &name, sizeof(name));
    uint32_t known = find_words(words, list->last_words);
    struct sock_list_item *item =
        arena_alloc(&list->arena, sizeof(*item) + count_bits(known) * sizeof(words[0]) +
                                      count_bits(sock->facts_known) * sizeof(struct slice));
    if (item == NULL)
        return false;
    *item = (struct sock_list_item){.words_known = known};
    uint64_t *next = item->words;
    for (uint32_t rest = known; rest != 0; rest &= rest - 1)
        *next++ = words[__builtin_ctz(rest)];
    if (!copy_facts(list, (char *)next, sock))
        return false;
    if (!list->whole)
        memcpy(list->last_words, words, sizeof(words));
    append(list, item);
    return true;
}

const struct sock_list_item *sock_list_last(const struct sock_list *list)
{
    return list->last;
}

/* Applies the content of an item to a socket. */
static void read_item(const struct sock_list_item *item, struct sock *sock)
{
    const uint64_t *word = item->words;
    for (uint32_t rest = item->words_known; rest != 0; rest &= rest - 1, word++)
        memcpy((char *)sock + (size_t)__builtin_ctz(rest) * sizeof(*word), word, sizeof(*word));
    const char *place = (const char *)word;
    for (uint64_t rest = sock->facts_known; rest != 0; rest &= rest - 1) {
        memcpy(&sock->facts[__builtin_ctzll(rest)], place, sizeof(struct slice));
        place += sizeof(struct slice);
    }
}

void sock_list_get(const struct sock_list_item *item, struct sock *sock)
{
    memset(sock, 0, FIXED_SIZE);
    read_item(item, sock);
}

const struct sock_list_item *sock_list_next(const struct sock_list *list,
                                            const struct sock_list_item *item, struct sock *sock)
{
    if (item == NULL)
        memset(sock, 0, FIXED_SIZE);
    item = item == NULL ? list->first : item->next;
    if (item != NULL)
        read_item(item, sock);
    return item;
}

void sock_list_free(struct sock_list *list)
{
    arena_free(&list->arena);
    *list = (struct sock_list){0};
}
