/* SPDX-License-Identifier: MIT */
#ifndef SOCKVIEW_FILTER_PORT_SET_H
#define SOCKVIEW_FILTER_PORT_SET_H

#include "filter/tree.h"

/* Many ports as bits. Only for the files of filter/. */

struct filter_port_bits {
    uint64_t words[(UINT16_MAX + 1) / 64];
    bool beyond; /* the numbers above UINT16_MAX, which netlink sockets have, are in it too */
};

/* Ports by protocol, since a service can have another port for each. */
struct filter_port_set {
    struct filter_port_bits *any;    /* of every protocol that is not in `services` */
    struct filter_port_bits *united; /* of a socket without protocol: those of all */
    struct filter_port_service {
        const char *protocol;
        struct filter_port_bits *ports;
    } * services;
    size_t count;
};

/* An empty set in the arena. NULL when out of memory. */
struct filter_port_set *filter_port_set_new(struct arena *arena);

/* Adds all ports for which the comparison with `ports` holds. False when out of memory. */
bool filter_port_set_add(struct filter_port_set *set, const struct filter_ports *ports,
                         enum filter_operator comparison, struct arena *arena);

/* Call it once after the last filter_port_set_add. */
void filter_port_set_finish(struct filter_port_set *set);

/* The ports of a protocol (NULL: none, or unknown). */
const struct filter_port_bits *filter_port_set_of(const struct filter_port_set *set,
                                                  const char *protocol);

/* Whether the set has a port of a protocol. */
bool filter_port_set_has(const struct filter_port_set *set, const char *protocol, uint64_t number);

/* The next ports from `low` on that are all in the set: from `low` to `high`. False when there are
 * no more. */
bool filter_port_bits_next(const struct filter_port_bits *bits, unsigned *low, unsigned *high);

#endif
