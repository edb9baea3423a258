/* SPDX-License-Identifier: MIT */
#ifndef SOCKVIEW_LOOKUP_SERVICE_PORTS_H
#define SOCKVIEW_LOOKUP_SERVICE_PORTS_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "util/arena.h"
#include "util/slice.h"

/* A name, or another name, of a service for one protocol. */
struct service_port {
    struct slice name, protocol;
    uint16_t port; /* host order */
    size_t place;  /* in the database */
};

/* Ports by the names of services. The first call reads the whole database, once. Starts zeroed. */
struct service_ports {
    bool loaded;
    bool failed;                /* memory ran out, and there are no items */
    struct service_port *items; /* sorted by name, those of one name as in the database */
    size_t count, capacity;
    struct arena texts;
};

/* The ports of a name, in the order of the database. For each protocol the first one counts, as for
 * getservbyname(3). `count` becomes 0 when the database does not list the name, or memory ran out;
 * getservbyname can still know it. Valid until service_ports_free. */
const struct service_port *service_ports_find(struct service_ports *ports, struct slice name,
                                              size_t *count);

/* Frees the ports. */
void service_ports_free(struct service_ports *ports);

#endif
