/* SPDX-License-Identifier: MIT */
#ifndef SOCKVIEW_VIEW_PORTS_H
#define SOCKVIEW_VIEW_PORTS_H

#include "lookup/ephemeral_ports.h"
#include "view/view.h"

enum { PORTS_STATES = STATE_SHUTDOWN_ACK_SENT + 1 };

/* The ports of a namespace. */
struct ports_range {
    struct row_cells cells; /* first: columns get a pointer to it */
    const struct ephemeral_ports *ports;
    uint32_t listening; /* those that have a listener */
    uint32_t usable;    /* the rest */
};

/* The connections from one local address to one destination. */
struct ports_destination {
    struct row_cells cells;          /* first, likewise */
    const struct ports_range *range; /* of its namespace, or NULL */
    struct view_sample sample;       /* of which only the ends are known */
    struct slice key;                /* of the destination; borrowed */
    uint32_t netns;                  /* inode of its namespace */
    uint32_t used;
    uint32_t in_state[PORTS_STATES];
};

/* Whether it is known which ports connections can have. `range` may be NULL. */
bool ports_range_is_known(const struct ports_range *range);

/* The ports that are left for a destination whose range is known. */
uint32_t ports_left(const struct ports_destination *destination);

extern const struct view_section ports_sections[];
enum { PORTS_RANGES, PORTS_DESTINATIONS, PORTS_SECTIONS };

#endif
