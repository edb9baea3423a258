/* SPDX-License-Identifier: MIT */
#ifndef SOCKVIEW_VALUE_PEOPLE_H
#define SOCKVIEW_VALUE_PEOPLE_H

#include "util/id_map.h"
#include "value/value.h"

/* The processes that hold the sockets of a group, each once. Starts zeroed. */
struct people {
    struct process *items; /* owned; their texts are borrowed from the owners */
    size_t count, capacity;
    struct id_map seen; /* process ids */
    bool unknown;       /* a socket that may have an owner has none that was seen */
};

/* Adds owners. False when out of memory. */
bool people_add(struct people *people, const struct process *owners, size_t count);

/* Brings them in the order of their ids. */
void people_sort(struct people *people);

/* Fills a value of VALUE_PROCESSES, in which processes of one name are merged. False when nobody is
 * known to hold a socket of the group, although somebody may. */
bool people_get(const struct people *people, struct value *value);

/* Frees the list. */
void people_free(struct people *people);

#endif
