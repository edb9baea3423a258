/* SPDX-License-Identifier: MIT */
#include "lookup/services.h"

#include <arpa/inet.h>
#include <errno.h>
#include <netdb.h>
#include <stdlib.h>
#include <string.h>

enum { PORTS = 65536, PROTOCOLS_MOST = 64, TEXT_MOST = 64 * 1024 * 1024 };

static struct service_table *find_table(struct services *services, const char *protocol)
{
    for (size_t i = 0; i < services->count; i++) {
        if (strcmp(services->tables[i].protocol, protocol) == 0)
            return &services->tables[i];
    }
    return NULL;
}

static struct service_table *add_table(struct services *services, const char *protocol)
{
    if (services->count == PROTOCOLS_MOST)
        return NULL;
    struct service_table *tables =
        reallocarray(services->tables, services->count + 1, sizeof(*tables));
    if (tables == NULL)
        return NULL;
    services->tables = tables;
    struct service_table *table = &tables[services->count];
    table->protocol = strdup(protocol);
    table->offsets = calloc(PORTS, sizeof(*table->offsets));
    if (table->protocol == NULL || table->offsets == NULL) {
        free(table->protocol);
        free(table->offsets);
        return NULL;
    }
    services->count++;
    return table;
}

/* Whether a name looks like a port number, or like the `*` that stands for no port. */
static bool is_deceptive(const char *name)
{
    return name[strspn(name, "0123456789")] == '\0' || strcmp(name, "*") == 0;
}

static void add_service(struct services *services, const struct servent *entry)
{
    struct service_table *table = find_table(services, entry->s_proto);
    if (table == NULL)
        table = add_table(services, entry->s_proto);
    if (table == NULL || services->text.length > TEXT_MOST)
        return;
    uint32_t *offset = &table->offsets[ntohs((uint16_t)entry->s_port)];
    if (*offset != 0 || is_deceptive(entry->s_name))
        return;
    *offset = (uint32_t)services->text.length;
    strbuf_put(&services->text, entry->s_name, strlen(entry->s_name) + 1);
}

static void load_services(struct services *services)
{
    services->loaded = true;
    strbuf_put_char(&services->text, '\0'); /* so that no name is at offset 0 */
    size_t size = 4096;
    char *buffer = malloc(size);
    setservent(1);
    while (buffer != NULL) {
        struct servent entry, *found = NULL;
        int result = getservent_r(&entry, buffer, size, &found);
        if (result == 0 && found != NULL) {
            add_service(services, found);
            continue;
        }
        if (result != ERANGE || size >= TEXT_MOST)
            break;
        char *larger = realloc(buffer, size *= 2);
        if (larger == NULL)
            break;
        buffer = larger;
    }
    endservent();
    free(buffer);
}

struct slice services_find(struct services *services, const char *protocol, uint16_t port)
{
    if (!services->loaded)
        load_services(services);
    const struct service_table *table = find_table(services, protocol);
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
