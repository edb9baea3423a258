/* SPDX-License-Identifier: MIT */
#include "sock_list.h"

#include <stdlib.h>

static bool add_block(struct sock_list *list)
{
    struct sock **blocks = reallocarray(list->blocks, list->block_count + 1, sizeof(*blocks));
    if (blocks == NULL)
        return false;
    list->blocks = blocks;
    struct sock *block = reallocarray(NULL, SOCK_LIST_BLOCK, sizeof(*block));
    if (block == NULL)
        return false;
    list->blocks[list->block_count++] = block;
    return true;
}

bool sock_list_add(struct sock_list *list, const struct sock *sock)
{
    if (list->count == list->block_count * SOCK_LIST_BLOCK && !add_block(list))
        return false;
    list->blocks[list->count / SOCK_LIST_BLOCK][list->count % SOCK_LIST_BLOCK] = *sock;
    list->count++;
    return true;
}

void sock_list_free(struct sock_list *list)
{
    for (size_t i = 0; i < list->block_count; i++)
        free(list->blocks[i]);
    free(list->blocks);
    *list = (struct sock_list){0};
}
