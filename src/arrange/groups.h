/* SPDX-License-Identifier: MIT */
#ifndef SOCKVIEW_ARRANGE_GROUPS_H
#define SOCKVIEW_ARRANGE_GROUPS_H

#include "arrange/grouping.h"
#include "column/cells.h"
#include "util/tally.h"

/* A sum of a group, or a number that is added to it. */
struct group_sum {
    uint64_t number;
    bool known;
};

/* Where the list of a field is: the first field of a column has that of all others. */
struct group_walk {
    size_t place;
    bool goes_on;
};

/* Sockets that were counted. Starts zeroed, except for `grouping`. */
struct groups {
    const struct grouping *grouping; /* setting; borrowed */
    struct tally tally;              /* by the packed values of the fields */
    uint64_t *last_rows;             /* of each group, the number of the last socket in it; owned */
    size_t last_capacity;
    struct group_sum *sums;   /* of each group; owned */
    size_t sum_capacity;      /* in groups */
    struct group_sum *added;  /* of one socket; owned */
    struct group_walk *walks; /* of one socket, for each field; owned */
    uint64_t rows;
    struct strbuf key;
};

/* Adds a socket: to one group, or, where it has several owners, to each group that one of them
 * belongs to. False when out of memory. */
bool groups_add(struct groups *groups, const struct sock *sock, struct lookups *lookups);

/* To be called after the last socket: without fields, no sockets are a group too, with sums of 0.
 * False when out of memory. */
bool groups_finish(struct groups *groups);

/* Appends the values of the columns of the group at a place below `tally.count`, packed, and
 * returns how many sockets are in it. */
uint64_t groups_pack(const struct groups *groups, size_t place, struct strbuf *packed);

/* Frees all groups. */
void groups_free(struct groups *groups);

#endif
