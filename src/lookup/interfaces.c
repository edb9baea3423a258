/* SPDX-License-Identifier: MIT */
#include "lookup/interfaces.h"

#include <net/if.h>
#include <stdlib.h>
#include <string.h>

#include "lookup/namespaces.h"
#include "sock.h"
#include "util/array.h"
#include "util/number.h"

/* In every network namespace (LOOPBACK_IFINDEX in net/flow.h of the kernel). */
enum { LOOPBACK_INDEX = 1 };

static struct interface_space *add_space(struct interfaces *interfaces, uint32_t netns)
{
    struct interface_space *spaces = array_reserve(interfaces->spaces, &interfaces->capacity,
                                                   interfaces->count, sizeof(*spaces));
    if (spaces == NULL)
        return NULL;
    interfaces->spaces = spaces;
    if (id_map_insert(&interfaces->places, netns, (uint32_t)interfaces->count) == NULL)
        return NULL;
    interfaces->spaces[interfaces->count] = (struct interface_space){.netns = netns};
    return &interfaces->spaces[interfaces->count++];
}

/* NULL when out of memory. */
static struct interface_space *find_space(struct interfaces *interfaces, uint32_t netns)
{
    const uint32_t *place = id_map_find(&interfaces->places, netns);
    return place != NULL ? &interfaces->spaces[*place] : add_space(interfaces, netns);
}

static bool is_here(const struct interface_space *space)
{
    return space->netns == 0 || space->netns == namespaces_current();
}

static struct slice ask_interface(struct interface_space *space, uint32_t index)
{
    char name[IF_NAMESIZE]; /* the size that if_indextoname writes at most */
    if (space->netns == NETNS_RECORDED && index == LOOPBACK_INDEX)
        return names_store(&space->names, index, slice_of("lo"));
    if (is_here(space) && if_indextoname(index, name) != NULL)
        return names_store(&space->names, index, slice_of(name));
    /* No name of a device has a slash in it (dev_valid_name in net/core/dev.c). */
    struct strbuf number = {0};
    strbuf_put_string(&number, "if/");
    number_put(&number, index);
    struct slice stored = names_store(&space->names, index, strbuf_slice(&number));
    strbuf_free(&number);
    return stored;
}

static uint32_t ask_index(const struct interface_space *space, const char *name)
{
    if (space->netns == NETNS_RECORDED)
        return strcmp(name, "lo") == 0 ? LOOPBACK_INDEX : 0;
    return is_here(space) ? if_nametoindex(name) : 0;
}

struct slice interfaces_find(struct interfaces *interfaces, uint32_t netns, uint32_t index)
{
    struct interface_space *space = find_space(interfaces, netns);
    if (space == NULL)
        return (struct slice){0};
    const struct slice *known = names_find(&space->names, index);
    return known != NULL ? *known : ask_interface(space, index);
}

uint32_t interfaces_index(struct interfaces *interfaces, uint32_t netns, const char *name)
{
    struct interface_space *space = find_space(interfaces, netns);
    if (space == NULL)
        return 0;
    space->words.most = SIZE_MAX;
    struct tally_item *word = tally_add(&space->words, slice_of(name), 0);
    if (word == NULL)
        return ask_index(space, name);
    if (word->weight == 0)
        word->weight = (uint64_t)ask_index(space, name) + 1;
    return (uint32_t)(word->weight - 1);
}

void interfaces_load(struct interfaces *interfaces, uint32_t netns)
{
    struct interface_space *space = find_space(interfaces, netns);
    struct if_nameindex *all = space == NULL ? NULL : if_nameindex();
    for (size_t i = 0; all != NULL && all[i].if_index != 0; i++) {
        if (names_find(&space->names, all[i].if_index) == NULL)
            names_store(&space->names, all[i].if_index, slice_of(all[i].if_name));
    }
    if (all != NULL)
        if_freenameindex(all);
}

void interfaces_free(struct interfaces *interfaces)
{
    for (size_t i = 0; i < interfaces->count; i++) {
        struct interface_space *space = &interfaces->spaces[i];
        names_free(&space->names);
        tally_free(&space->words);
    }
    free(interfaces->spaces);
    id_map_free(&interfaces->places);
    *interfaces = (struct interfaces){0};
}
