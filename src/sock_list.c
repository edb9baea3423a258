/* SPDX-License-Identifier: MIT */
#include "sock_list.h"

#include <stdlib.h>
#include <string.h>

#include "util/array.h"
#include "util/difference.h"

enum {
    FIXED_SIZE = offsetof(struct sock, facts),
    BLOCK_SIZE = 64 * 1024, /* of a block whose copies are not longer */
};

/* Copies of sockets, one after the other. Each is the difference of its fixed part from that of the
 * first socket, then its name, then a difference for each fact. Sockets that come one after the
 * other are of one kind, so they differ in few bytes. */
struct sock_block {
    struct sock first; /* borrows from `bytes` */
    size_t used, capacity;
    char bytes[];
};

/* Before the facts stands whether they are those that the first socket has, each with the same
 * length; otherwise the lengths follow. */
enum shape { SHAPE_OF_FIRST, SHAPE_OWN };

static enum shape shape_of(const struct sock *first, const struct sock *sock)
{
    if (first->facts_known != sock->facts_known)
        return SHAPE_OWN;
    for (uint64_t rest = sock->facts_known; rest != 0; rest &= rest - 1) {
        int fact = __builtin_ctzll(rest);
        if (first->facts[fact].length != sock->facts[fact].length)
            return SHAPE_OWN;
    }
    return SHAPE_OF_FIRST;
}

static size_t facts_length(const struct sock *sock)
{
    size_t length = 0;
    for (uint64_t rest = sock->facts_known; rest != 0; rest &= rest - 1)
        length += sock->facts[__builtin_ctzll(rest)].length;
    return length;
}

static size_t most_bytes(const struct sock *sock)
{
    size_t most = difference_most(FIXED_SIZE) + sock->name.length + 1;
    for (uint64_t rest = sock->facts_known; rest != 0; rest &= rest - 1)
        most += sizeof(uint32_t) + difference_most(sock->facts[__builtin_ctzll(rest)].length);
    return most;
}

/* What a fact is compared with: the same of the first socket, or zeros. */
static const char *base_of(const struct sock *first, int fact, size_t length)
{
    bool same = first->facts_known >> fact & 1 && first->facts[fact].length == length;
    return same ? first->facts[fact].data : NULL;
}

static char *put_bytes(char *place, const void *bytes, size_t length)
{
    if (length > 0)
        memcpy(place, bytes, length);
    return place + length;
}

static char *put_facts(char *place, const struct sock *first, const struct sock *sock)
{
    enum shape shape = shape_of(first, sock);
    *place++ = (char)shape;
    for (uint64_t rest = sock->facts_known; rest != 0; rest &= rest - 1) {
        int fact = __builtin_ctzll(rest);
        struct slice bytes = sock->facts[fact];
        uint32_t length = (uint32_t)bytes.length;
        if (shape == SHAPE_OWN)
            place = put_bytes(place, &length, sizeof(length));
        place += difference_put(place, bytes.data, base_of(first, fact, bytes.length), length);
    }
    return place;
}

static const char *take_facts(const char *place, const struct sock *first, struct sock *sock,
                              char *copies)
{
    enum shape shape = (enum shape) * place++;
    for (uint64_t rest = sock->facts_known; rest != 0; rest &= rest - 1) {
        int fact = __builtin_ctzll(rest);
        uint32_t length = (uint32_t)first->facts[fact].length;
        if (shape == SHAPE_OWN) {
            memcpy(&length, place, sizeof(length));
            place += sizeof(length);
        }
        place += difference_take(place, copies, base_of(first, fact, length), length);
        sock->facts[fact] = (struct slice){copies, length};
        copies += length;
    }
    return place;
}

/* Keeps the facts of the first socket as they are at the end of the block, for others to be
 * compared with. */
static void keep_facts(struct sock_block *block)
{
    for (uint64_t rest = block->first.facts_known; rest != 0; rest &= rest - 1) {
        struct slice *fact = &block->first.facts[__builtin_ctzll(rest)];
        block->capacity -= fact->length;
        put_bytes(block->bytes + block->capacity, fact->data, fact->length);
        fact->data = block->bytes + block->capacity;
    }
}

static struct sock_block *start_block(const struct sock *sock)
{
    size_t least = facts_length(sock) + most_bytes(sock);
    size_t capacity = least > BLOCK_SIZE ? least : BLOCK_SIZE;
    struct sock_block *block = malloc(sizeof(*block) + capacity);
    if (block == NULL)
        return NULL;
    block->used = 0;
    block->capacity = capacity;
    block->first = *sock;
    block->first.name.data = NULL;
    keep_facts(block);
    return block;
}

static bool add_block(struct sock_list *list, const struct sock *sock)
{
    struct sock_block **blocks =
        array_reserve(list->blocks, &list->block_capacity, list->block_count, sizeof(*blocks));
    if (blocks == NULL)
        return false;
    list->blocks = blocks;
    blocks[list->block_count] = start_block(sock);
    return blocks[list->block_count] != NULL && ++list->block_count <= UINT32_MAX;
}

/* A block with room for the copy, or NULL when out of memory. */
static struct sock_block *find_room(struct sock_list *list, const struct sock *sock)
{
    struct sock_block *block = list->block_count == 0 ? NULL : list->blocks[list->block_count - 1];
    if (block != NULL && block->capacity - block->used >= most_bytes(sock))
        return block;
    return add_block(list, sock) ? list->blocks[list->block_count - 1] : NULL;
}

/* Reading needs no memory of its own, so that it cannot fail. */
static bool reserve_facts(struct sock_list *list, const struct sock *sock)
{
    size_t length = facts_length(sock);
    if (length <= list->facts_capacity)
        return true;
    char *facts = realloc(list->facts, length);
    if (facts == NULL)
        return false;
    list->facts = facts;
    list->facts_capacity = length;
    return true;
}

bool sock_list_add(struct sock_list *list, const struct sock *sock)
{
    struct sock_block *block = reserve_facts(list, sock) ? find_room(list, sock) : NULL;
    if (block == NULL)
        return false;
    char fixed[FIXED_SIZE];
    memcpy(fixed, sock, FIXED_SIZE);
    memset(fixed + offsetof(struct sock, name.data), 0, sizeof(sock->name.data));
    char *place = block->bytes + block->used;
    list->last = (uint64_t)(list->block_count - 1) << 32 | block->used;
    place += difference_put(place, fixed, &block->first, FIXED_SIZE);
    place = put_bytes(place, sock->name.data, sock->name.length);
    if (sock->facts_known != 0)
        place = put_facts(place, &block->first, sock);
    block->used = (size_t)(place - block->bytes);
    list->count++;
    return true;
}

/* Fills `sock` and returns what follows the copy. */
static const char *read_copy(const struct sock_list *list, const struct sock_block *block,
                             const char *place, struct sock *sock)
{
    place += difference_take(place, sock, &block->first, FIXED_SIZE);
    if (sock->name.length > 0)
        sock->name.data = place;
    place += sock->name.length;
    return sock->facts_known == 0 ? place : take_facts(place, &block->first, sock, list->facts);
}

/* The block of a copy, or NULL after the last one. The place after the last copy of a block becomes
 * that of the first one in the next block. */
static const struct sock_block *find_block(const struct sock_list *list, uint64_t *place)
{
    size_t number = (size_t)(*place >> 32);
    if (number < list->block_count && (uint32_t)*place == list->blocks[number]->used)
        *place = (uint64_t)++number << 32;
    return number < list->block_count ? list->blocks[number] : NULL;
}

bool sock_list_next(const struct sock_list *list, uint64_t *place, struct sock *sock)
{
    const struct sock_block *block = find_block(list, place);
    if (block == NULL)
        return false;
    const char *copy = block->bytes + (uint32_t)*place;
    *place += (uint64_t)(read_copy(list, block, copy, sock) - copy);
    return true;
}

bool sock_list_get(const struct sock_list *list, uint64_t place, struct sock *sock)
{
    return sock_list_next(list, &place, sock);
}

void sock_list_free_before(struct sock_list *list, uint64_t place)
{
    size_t end = (size_t)(place >> 32);
    for (; list->freed < end && list->freed < list->block_count; list->freed++) {
        free(list->blocks[list->freed]);
        list->blocks[list->freed] = NULL;
    }
}

void sock_list_free(struct sock_list *list)
{
    for (size_t i = 0; i < list->block_count; i++)
        free(list->blocks[i]);
    free(list->blocks);
    free(list->facts);
    *list = (struct sock_list){0};
}
