/* SPDX-License-Identifier: MIT */
#ifndef SOCKVIEW_LOOKUP_SERVICES_H
#define SOCKVIEW_LOOKUP_SERVICES_H

#include <stdbool.h>
#include <stdint.h>

#include "util/slice.h"
#include "util/strbuf.h"

/* The port names of one protocol. */
struct service_table {
    char *protocol;    /* as the database spells it; owned */
    uint32_t *offsets; /* by port: the place of its name in the text, 0 for none */
};

/* Port names from the C library's services database, so that nsswitch.conf applies, or from
 * /etc/services where the library has no getservent_r. The first call reads the whole database,
 * once. Starts zeroed. */
struct services {
    bool loaded;
    bool failed;                  /* memory ran out, so that names are missing */
    struct strbuf text;           /* NUL-terminated names */
    struct service_table *tables; /* one for each protocol that the database names */
    size_t count;
};

/* Reads the database, unless that was done before. */
void services_load(struct services *services);

/* The name of a port (host order) for `protocol` ("tcp"), or an empty slice. When a port has
 * several names, the first one in the database counts, as for getservbyport(3). Valid until
 * services_free.
 */
struct slice services_find(struct services *services, const char *protocol, uint16_t port);

/* Frees the names. */
void services_free(struct services *services);

#endif
