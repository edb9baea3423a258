/* SPDX-License-Identifier: MIT */
#include "netns/list.h"

#include <errno.h>
#include <stdlib.h>
#include <string.h>

#include "util/array.h"

bool netns_list_wants(struct netns_list *list, uint32_t inode, bool blocked)
{
    const uint32_t *place = id_map_find(&list->index, inode);
    return place == NULL || (list->places[*place].obstacle != NULL && !blocked);
}

static struct netns_place *make_place(struct netns_list *list, uint32_t inode)
{
    const uint32_t *known = id_map_find(&list->index, inode);
    if (known != NULL)
        return &list->places[*known];
    struct netns_place *places =
        array_reserve(list->places, &list->capacity, list->count, sizeof(*places));
    if (places == NULL)
        return NULL;
    list->places = places;
    if (id_map_insert(&list->index, inode, (uint32_t)list->count) == NULL)
        return NULL;
    return &list->places[list->count++];
}

void netns_list_add(struct netns_list *list, uint32_t inode, const char *path, const char *obstacle)
{
    const char *copy = arena_copy(&list->paths, path, strlen(path) + 1);
    struct netns_place *place = copy == NULL ? NULL : make_place(list, inode);
    if (place == NULL)
        list->trouble = ENOMEM;
    else
        *place = (struct netns_place){.inode = inode, .path = copy, .obstacle = obstacle};
}

void netns_list_free(struct netns_list *list)
{
    free(list->places);
    id_map_free(&list->index);
    id_map_free(&list->mounts_read);
    arena_free(&list->paths);
    *list = (struct netns_list){0};
}
