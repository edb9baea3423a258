/* SPDX-License-Identifier: MIT */
#include "filter/names.h"

#include <arpa/inet.h>
#include <errno.h>
#include <netdb.h>
#include <string.h>

#include "family/families.h"

enum { PROTOCOLS_MOST = 16 };

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

/* The place where what a name stands for is kept. NULL when out of memory. */
static struct tally_item *remember(struct tally *known, struct slice name)
{
    known->most = SIZE_MAX;
    return tally_add(known, name, 1);
}

/* A name service can know a name that is not in the list of all. */
static bool ask_service(const char *name, const char *protocol, uint16_t *port)
{
    const struct servent *entry = getservbyname(name, protocol);
    if (entry != NULL)
        *port = ntohs((uint16_t)entry->s_port);
    return entry != NULL;
}

static bool find_port(const struct service_port *items, size_t count, const char *protocol,
                      uint16_t *port)
{
    for (size_t i = 0; i < count; i++) {
        if (!slice_equals(items[i].protocol, protocol))
            continue;
        *port = items[i].port;
        return true;
    }
    return false;
}

static bool read_service(struct filter_names *names, struct slice name, struct filter_ports *ports,
                         struct error *error)
{
    const char *protocols[PROTOCOLS_MOST];
    size_t listed, count = list_protocols(protocols, PROTOCOLS_MOST);
    const struct service_port *items = service_ports_find(&names->services, name, &listed);
    struct filter_service *services = arena_alloc(names->arena, count * sizeof(*services));
    const char *asked = arena_text(names->arena, name.data, name.length);
    if (services == NULL || asked == NULL)
        return error_set_errno(error, ENOMEM, "services");
    *ports = (struct filter_ports){.services = services};
    for (size_t i = 0; i < count; i++) {
        uint16_t port;
        if (listed > 0 ? find_port(items, listed, protocols[i], &port)
                       : ask_service(asked, protocols[i], &port))
            services[ports->service_count++] = (struct filter_service){protocols[i], port};
    }
    endservent();
    if (ports->service_count == 0 && names->services.failed)
        return error_set_errno(error, ENOMEM, "services");
    return ports->service_count > 0 ||
           error_set(error, 0, "'%.*s' is no port, and the services database has no such name",
                     filter_shown(name), name.data);
}

bool filter_names_service(struct filter_names *names, struct slice name, struct filter_ports *ports,
                          struct error *error)
{
    struct tally_item *known = remember(&names->service_names, name);
    if (known != NULL && known->about != NULL) {
        *ports = *(const struct filter_ports *)known->about;
        return true;
    }
    struct filter_ports *copy = arena_alloc(names->arena, sizeof(*copy));
    if (copy == NULL || known == NULL)
        return error_set_errno(error, ENOMEM, "services");
    if (!read_service(names, name, ports, error))
        return false;
    *copy = *ports;
    known->about = copy;
    return true;
}

static struct filter_prefix prefix_of(const struct addrinfo *info)
{
    bool is_ipv4 = info->ai_family == AF_INET;
    struct filter_prefix prefix = {.family = info->ai_family, .length = is_ipv4 ? 32 : 128};
    const struct sockaddr_in *ipv4 = (const void *)info->ai_addr;
    const struct sockaddr_in6 *ipv6 = (const void *)info->ai_addr;
    memcpy(prefix.address, is_ipv4 ? (const void *)&ipv4->sin_addr : &ipv6->sin6_addr,
           is_ipv4 ? 4 : 16);
    return prefix;
}

static bool read_host(struct filter_names *names, struct slice text, struct filter_host *host,
                      struct error *error)
{
    char *name = arena_text(names->arena, text.data, text.length);
    struct addrinfo hints = {.ai_family = host->family, .ai_socktype = SOCK_STREAM};
    struct addrinfo *list = NULL;
    int result = name == NULL ? EAI_MEMORY : getaddrinfo(name, NULL, &hints, &list);
    if (result != 0)
        return error_set(error, 0, "'%.*s' is no address and no known host: %s", filter_shown(text),
                         text.data, gai_strerror(result));
    size_t count = 0;
    for (struct addrinfo *at = list; at != NULL; at = at->ai_next)
        count++;
    struct filter_prefix *prefixes = arena_alloc(names->arena, count * sizeof(*prefixes));
    host->prefixes = prefixes;
    for (struct addrinfo *at = list; at != NULL && prefixes != NULL; at = at->ai_next)
        prefixes[host->prefix_count++] = prefix_of(at);
    freeaddrinfo(list);
    return prefixes != NULL || error_set_errno(error, ENOMEM, "addresses");
}

bool filter_names_host(struct filter_names *names, struct slice name, struct filter_host *host,
                       struct error *error)
{
    size_t family = host->family == AF_UNSPEC ? 0 : host->family == AF_INET ? 1 : 2;
    struct tally_item *known = remember(&names->host_names[family], name);
    if (known != NULL && known->about != NULL) {
        const struct filter_host *found = known->about;
        host->prefixes = found->prefixes;
        host->prefix_count = found->prefix_count;
        return true;
    }
    struct filter_host *copy = arena_alloc(names->arena, sizeof(*copy));
    if (copy == NULL || known == NULL)
        return error_set_errno(error, ENOMEM, "addresses");
    if (!read_host(names, name, host, error))
        return false;
    *copy = *host;
    known->about = copy;
    return true;
}

void filter_names_free(struct filter_names *names)
{
    service_ports_free(&names->services);
    tally_free(&names->service_names);
    for (size_t i = 0; i < sizeof(names->host_names) / sizeof(names->host_names[0]); i++)
        tally_free(&names->host_names[i]);
}
