/* SPDX-License-Identifier: MIT */
#include <arpa/inet.h>
#include <netdb.h>
#include <string.h>

#include "family/families.h"
#include "filter/tree.h"
#include "util/number.h"

enum { PROTOCOLS_MOST = 16 };

bool filter_number_read(struct slice text, uint64_t most, uint64_t *number)
{
    if (text.length > 2 && text.data[0] == '0' && (text.data[1] == 'x' || text.data[1] == 'X'))
        return number_parse_hex(slice_skip(text, 2), most, number);
    return number_parse(text, most, number);
}

bool filter_range_read(struct slice text, uint64_t most, uint64_t *low, uint64_t *high)
{
    const char *dash = text.length == 0 ? NULL : memchr(text.data, '-', text.length);
    if (dash == NULL)
        return filter_number_read(text, most, low) && filter_number_read(text, most, high);
    struct slice first = {text.data, (size_t)(dash - text.data)};
    struct slice second = {dash + 1, text.length - first.length - 1};
    return filter_number_read(first, most, low) && filter_number_read(second, most, high) &&
           *low <= *high;
}

/* The protocols that ports of the families belong to, each once. */
static size_t list_protocols(const char **protocols, size_t most)
{
    size_t count = 0;
    for (size_t i = 0; i < families_count; i++) {
        const char *protocol = families[i]->kinds[0].protocol;
        bool known = protocol == NULL;
        for (size_t j = 0; j < count && !known; j++)
            known = strcmp(protocols[j], protocol) == 0;
        if (!known && count < most)
            protocols[count++] = protocol;
    }
    return count;
}

/* Looks up a service for each protocol in the services database. */
static bool read_service(struct filter_ports *ports, const char *name, struct arena *arena)
{
    const char *protocols[PROTOCOLS_MOST];
    size_t count = list_protocols(protocols, PROTOCOLS_MOST);
    struct filter_service *services = arena_alloc(arena, count * sizeof(*services));
    if (services == NULL)
        return false;
    ports->services = services;
    ports->service_count = 0;
    for (size_t i = 0; i < count; i++) {
        const struct servent *entry = getservbyname(name, protocols[i]);
        if (entry != NULL)
            services[ports->service_count++] = (struct filter_service){
                .protocol = protocols[i], .port = ntohs((uint16_t)entry->s_port)};
    }
    endservent();
    return ports->service_count > 0;
}

static bool looks_like_numbers(struct slice text)
{
    for (size_t i = 0; i < text.length; i++) {
        if (strchr("0123456789-", text.data[i]) == NULL || text.data[i] == '\0')
            return false;
    }
    return true;
}

bool filter_ports_read(struct filter_ports *ports, struct slice value, struct arena *arena,
                       struct error *error)
{
    *ports = (struct filter_ports){0};
    if (filter_range_read(value, UINT16_MAX, &ports->low, &ports->high))
        return true;
    if (looks_like_numbers(value))
        return error_set(error, 0,
                         "'%.*s' is no port: right is a number from 0 to 65535, or a "
                         "range such as 8000-8999",
                         filter_shown(value), value.data);
    char *name = arena_text(arena, value.data, value.length);
    if (name != NULL && read_service(ports, name, arena))
        return true;
    return error_set(error, 0, "'%.*s' is no port, and the services database has no such name",
                     filter_shown(value), value.data);
}

bool filter_range_compares(uint64_t low, uint64_t high, enum filter_operator comparison,
                           uint64_t number)
{
    switch (comparison) {
    case FILTER_LESS:
        return number < low;
    case FILTER_LESS_EQUAL:
        return number <= high;
    case FILTER_GREATER:
        return number > high;
    case FILTER_GREATER_EQUAL:
        return number >= low;
    default:
        return number >= low && number <= high;
    }
}

bool filter_range_of(uint64_t *low, uint64_t *high, enum filter_operator comparison)
{
    uint64_t first = *low, last = *high;
    bool below = comparison == FILTER_LESS || comparison == FILTER_LESS_EQUAL;
    bool above = comparison == FILTER_GREATER || comparison == FILTER_GREATER_EQUAL;
    *low = below ? 0 : comparison == FILTER_GREATER ? last + 1 : first;
    *high = above ? UINT64_MAX : comparison == FILTER_LESS ? first - 1 : last;
    return !(comparison == FILTER_LESS && first == 0) &&
           !(comparison == FILTER_GREATER && last == UINT64_MAX);
}

bool filter_ports_match(const struct filter_ports *ports, enum filter_operator comparison,
                        const char *protocol, uint64_t number)
{
    if (ports->services == NULL)
        return filter_range_compares(ports->low, ports->high, comparison, number);
    for (size_t i = 0; i < ports->service_count; i++) {
        const struct filter_service *service = &ports->services[i];
        if ((protocol == NULL || strcmp(service->protocol, protocol) == 0) &&
            filter_range_compares(service->port, service->port, comparison, number))
            return true;
    }
    return false;
}
