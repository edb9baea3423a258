/* SPDX-License-Identifier: MIT */
#include "netns/veths.h"

#include <errno.h>
#include <fcntl.h>
#include <libmnl/libmnl.h>
#include <stdlib.h>
#include <unistd.h>

#include "netns/route.h"
#include "util/array.h"

enum {
    VETHS_MOST = 1 << 18, /* of all namespaces; 16 bytes each */
    TRIES_MOST = 1 << 17, /* pairs of devices; each can take some microseconds */
    READS = 3,            /* of the devices of a namespace, while they change */
};

/* A device, and the place of its namespace in `spaces`. */
struct veth {
    struct route_veth link;
    uint32_t space;
};

struct veth_space {
    struct mnl_socket *socket; /* owned; in the namespace, or NULL */
    int file;                  /* owned; the namespace itself, or -1 */
    uint32_t netns;            /* its inode */
};

static bool keep_veth(void *context, const struct route_veth *link)
{
    struct veths *veths = context;
    if (veths->count == VETHS_MOST)
        return false;
    struct veth *items =
        array_reserve(veths->items, &veths->capacity, veths->count, sizeof(*items));
    if (items == NULL)
        return false;
    veths->items = items;
    items[veths->count++] = (struct veth){*link, (uint32_t)veths->space_count};
    return true;
}

static void close_space(struct veth_space *space)
{
    if (space->socket != NULL)
        mnl_socket_close(space->socket);
    if (space->file >= 0)
        close(space->file);
    space->socket = NULL;
    space->file = -1;
}

/* Takes over the socket of the space. Returns 0 or an errno. */
static int add_space(struct veths *veths, struct veth_space space)
{
    space.file = open("/proc/thread-self/ns/net", O_RDONLY | O_CLOEXEC);
    int number = space.file < 0 ? errno : ENOMEM;
    struct veth_space *spaces = space.file < 0
                                    ? NULL
                                    : array_reserve(veths->spaces, &veths->space_capacity,
                                                    veths->space_count, sizeof(*spaces));
    if (spaces == NULL) {
        close_space(&space);
        return number;
    }
    veths->spaces = spaces;
    spaces[veths->space_count++] = space;
    return 0;
}

/* Returns 0 or an errno; EINTR when devices changed in the meantime. */
static int learn(struct veths *veths, uint32_t netns)
{
    size_t before = veths->count;
    struct veth_space space = {.socket = route_open(), .file = -1, .netns = netns};
    if (space.socket == NULL)
        return errno;
    int number = route_read_veths(space.socket, keep_veth, veths);
    if (number == 0 && veths->count > before)
        number = add_space(veths, space);
    else
        close_space(&space);
    if (number != 0)
        veths->count = before;
    return number;
}

int veths_learn(struct veths *veths, uint32_t netns)
{
    int number = learn(veths, netns);
    for (int i = 1; i < READS && number == EINTR; i++)
        number = learn(veths, netns);
    return number;
}

static int compare_numbers(uint32_t one, uint32_t other)
{
    return (one > other) - (one < other);
}

static int compare(const void *left, const void *right)
{
    const struct veth *one = left, *other = right;
    int order = compare_numbers(one->link.index, other->link.index);
    return order != 0 ? order : compare_numbers(one->link.peer, other->link.peer);
}

/* Whether the namespace of a device calls that of another one as the device says. */
static bool leads_to(struct veths *veths, const struct veth *veth, const struct veth *other)
{
    return route_ask_id(veths->spaces[veth->space].socket, veths->spaces[other->space].file) ==
           veth->link.peer_id;
}

/* Joins the namespaces of a device and of another one that has its indexes the other way round, if
 * they are the ends of one pair. */
static void try_pair(struct veths *veths, const struct veth *one, const struct veth *other,
                     struct joined *joined)
{
    uint32_t netns = veths->spaces[one->space].netns;
    uint32_t other_netns = veths->spaces[other->space].netns;
    if (!joined_have(joined, netns, other_netns) && leads_to(veths, one, other) &&
        leads_to(veths, other, one))
        joined_add(joined, netns, other_netns);
}

static void try_pairs(struct veths *veths, struct joined *joined)
{
    size_t tries = 0;
    for (size_t i = 0; i < veths->count; i++) {
        const struct veth *one = &veths->items[i];
        struct veth wanted = {.link = {one->link.peer, one->link.index, 0}};
        for (size_t j = array_find_first(veths->items, veths->count, sizeof(*veths->items), &wanted,
                                         compare);
             tries < TRIES_MOST && j < veths->count && compare(&veths->items[j], &wanted) == 0;
             j++, tries++) {
            if (veths->items[j].space < one->space)
                try_pair(veths, one, &veths->items[j], joined);
        }
    }
}

void veths_join(struct veths *veths, struct joined *joined)
{
    if (veths->count > 0)
        qsort(veths->items, veths->count, sizeof(*veths->items), compare);
    if (joined != NULL)
        try_pairs(veths, joined);
    for (size_t i = 0; i < veths->space_count; i++)
        close_space(&veths->spaces[i]);
    free(veths->items);
    free(veths->spaces);
    *veths = (struct veths){0};
}
