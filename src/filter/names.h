/* SPDX-License-Identifier: MIT */
#ifndef SOCKVIEW_FILTER_NAMES_H
#define SOCKVIEW_FILTER_NAMES_H

#include "filter/tree.h"
#include "lookup/service_ports.h"
#include "util/tally.h"

/* What the names in a filter stand for. Each name is looked up once, however often it appears. Only
 * for the files of filter/. */
struct filter_names {
    struct arena *arena; /* receives what names stand for */
    struct service_ports services;
    struct tally service_names; /* struct filter_ports */
    struct tally host_names[3]; /* struct filter_host; of any family, IPv4, IPv6 */
};

/* The ports of a service, for each protocol that has it. False with `error`. */
bool filter_names_service(struct filter_names *names, struct slice name, struct filter_ports *ports,
                          struct error *error);

/* Sets the prefixes of a host, whose family is set, to all addresses of a name. False with `error`.
 */
bool filter_names_host(struct filter_names *names, struct slice name, struct filter_host *host,
                       struct error *error);

/* Frees what is not in the arena. */
void filter_names_free(struct filter_names *names);

#endif
