/* SPDX-License-Identifier: MIT */
#include "lookup/service_ports.h"

#include <stdlib.h>

#include "lookup/services_read.h"
#include "util/array.h"

static void add_port(struct service_ports *ports, struct slice name,
                     const struct service_entry *entry)
{
    struct service_port *items =
        array_reserve(ports->items, &ports->capacity, ports->count, sizeof(*items));
    const char *copy = arena_copy(&ports->texts, name.data, name.length);
    const char *protocol = arena_copy(&ports->texts, entry->protocol.data, entry->protocol.length);
    ports->failed |= items == NULL || copy == NULL || protocol == NULL;
    ports->items = items == NULL ? ports->items : items;
    if (ports->failed)
        return;
    items[ports->count] = (struct service_port){
        {copy, name.length}, {protocol, entry->protocol.length}, entry->port, ports->count};
    ports->count++;
}

static void add_entry(void *context, const struct service_entry *entry)
{
    struct service_ports *ports = context;
    add_port(ports, entry->name, entry);
    for (char *const *alias = entry->aliases; alias != NULL && *alias != NULL; alias++)
        add_port(ports, slice_of(*alias), entry);
}

static int compare_names(struct slice left, struct slice right)
{
    if (left.length != right.length)
        return left.length < right.length ? -1 : 1;
    return left.length == 0 ? 0 : memcmp(left.data, right.data, left.length);
}

static int compare(const void *left, const void *right)
{
    const struct service_port *one = left, *other = right;
    int order = compare_names(one->name, other->name);
    return order != 0 ? order : one->place < other->place ? -1 : 1;
}

static void load(struct service_ports *ports)
{
    ports->failed |= !services_read(add_entry, ports);
    if (ports->failed)
        ports->count = 0;
    if (ports->count > 0)
        qsort(ports->items, ports->count, sizeof(*ports->items), compare);
    ports->loaded = true;
}

/* How many items have a name that comes before; with `or_same`, or is the same. */
static size_t count_before(const struct service_ports *ports, struct slice name, bool or_same)
{
    size_t first = 0, last = ports->count;
    while (first < last) {
        size_t middle = first + (last - first) / 2;
        int order = compare_names(ports->items[middle].name, name);
        if (order < 0 || (order == 0 && or_same))
            first = middle + 1;
        else
            last = middle;
    }
    return first;
}

const struct service_port *service_ports_find(struct service_ports *ports, struct slice name,
                                              size_t *count)
{
    if (!ports->loaded)
        load(ports);
    size_t first = count_before(ports, name, false);
    *count = count_before(ports, name, true) - first;
    return *count == 0 ? NULL : &ports->items[first];
}

void service_ports_free(struct service_ports *ports)
{
    free(ports->items);
    arena_free(&ports->texts);
    *ports = (struct service_ports){0};
}
