/* SPDX-License-Identifier: MIT */
#include "lookup/services.h"

#include <stdlib.h>
#include <string.h>

#include "lookup/services_read.h"

enum { PORTS = 65536, PROTOCOLS_MOST = 64, TEXT_MOST = 64 * 1024 * 1024 };

static struct service_table *find_table(struct services *services, struct slice protocol)
{
    for (size_t i = 0; i < services->count; i++) {
        if (slice_equals(protocol, services->tables[i].protocol))
            return &services->tables[i];
    }
    return NULL;
}

static struct service_table *add_table(struct services *services, struct slice protocol)
{
    if (services->count == PROTOCOLS_MOST)
        return NULL;
    struct service_table *tables =
        reallocarray(services->tables, services->count + 1, sizeof(*tables));
    services->failed |= tables == NULL;
    if (tables == NULL)
        return NULL;
    services->tables = tables;
    struct service_table *table = &tables[services->count];
    table->protocol = strndup(protocol.data, protocol.length);
    table->offsets = calloc(PORTS, sizeof(*table->offsets));
    if (table->protocol == NULL || table->offsets == NULL) {
        services->failed = true;
        free(table->protocol);
        free(table->offsets);
        return NULL;
    }
    services->count++;
    return table;
}

/* Whether a name looks like a port number, or like the `*` that stands for no port. */
static bool is_deceptive(struct slice name)
{
    size_t digits = 0;
    while (digits < name.length && name.data[digits] >= '0' && name.data[digits] <= '9')
        digits++;
    return digits == name.length || slice_equals(name, "*");
}

static void add_service(struct services *services, struct slice name, struct slice protocol,
                        uint16_t port)
{
    struct service_table *table = find_table(services, protocol);
    if (table == NULL)
        table = add_table(services, protocol);
    if (table == NULL || services->text.length > TEXT_MOST)
        return;
    uint32_t *offset = &table->offsets[port];
    if (*offset != 0 || is_deceptive(name))
        return;
    *offset = (uint32_t)services->text.length;
    strbuf_put(&services->text, name.data, name.length);
    strbuf_put_char(&services->text, '\0');
}

static void add_entry(void *context, const struct service_entry *entry)
{
    add_service(context, entry->name, entry->protocol, entry->port);
}

void services_load(struct services *services)
{
    if (services->loaded)
        return;
    services->loaded = true;
    strbuf_put_char(&services->text, '\0'); /* so that no name is at offset 0 */
    services->failed |= !services_read(add_entry, services);
}

struct slice services_find(struct services *services, const char *protocol, uint16_t port)
{
    services_load(services);
    const struct service_table *table = find_table(services, slice_of(protocol));
    if (table == NULL || table->offsets[port] == 0 || services->text.failed)
        return (struct slice){0};
    return slice_of(services->text.data + table->offsets[port]);
}

void services_free(struct services *services)
{
    for (size_t i = 0; i < services->count; i++) {
        free(services->tables[i].protocol);
        free(services->tables[i].offsets);
    }
    free(services->tables);
    strbuf_free(&services->text);
    *services = (struct services){0};
}
