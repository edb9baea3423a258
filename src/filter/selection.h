/* SPDX-License-Identifier: MIT */
#ifndef SOCKVIEW_FILTER_SELECTION_H
#define SOCKVIEW_FILTER_SELECTION_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "column/columns.h"
#include "family/families.h"
#include "filter/filter.h"
#include "util/slice.h"

enum { SELECTION_FAMILIES_MOST = 32 };

/* Which sockets were asked for. Starts zeroed: none. */
struct selection {
    uint8_t kinds[SELECTION_FAMILIES_MOST]; /* by place in families[]: a bit for each kind */
    uint32_t named;                         /* a bit for each family that was asked for by name */
    unsigned addresses;                     /* NARROW_* */
    uint32_t states;                        /* 0: everything but LISTEN and UNCONN */
    bool default_states;   /* no state was asked for: families show more (shown_by_default) */
    struct filter *filter; /* owned; NULL: everything */
};

/* Whether nothing was asked for. */
bool selection_is_empty(const struct selection *selection);

/* The address family (AF_*) of all that was asked for, AF_UNSPEC when it is none or several. IPv4
 * stands for IPv6 too. */
int selection_address_family(const struct selection *selection);

/* Adds the families that are shown when nothing was chosen, if nothing was. */
void selection_complete(struct selection *selection);

/* Whether a family that can have the columns of a group was asked for. */
bool selection_has_columns(const struct selection *selection, const struct column_group *group);

/* Whether a kind of a family was asked for. */
bool selection_has_kind(const struct selection *selection, const struct family *family,
                        const struct kind *kind);

/* The states that are asked for of a family. */
uint32_t selection_states(const struct selection *selection, const struct family *family);

/* Whether any of the chosen kinds of sockets can be in one of the chosen states. */
bool selection_is_possible(const struct selection *selection);

/* Whether a table of families[family] is asked for. */
bool selection_wants_table(const struct selection *selection, size_t family,
                           const struct socket_table *table);

/* The states that may be among the answers of a family: those asked for that the filter can let
 * through. Others need not be read. */
uint32_t selection_possible_states(const struct selection *selection, const struct family *family);

/* Whether a socket is asked for: its kind and its state. */
bool selection_wants_sock(const struct selection *selection, const struct sock *sock);

/* Frees what it owns. */
void selection_free(struct selection *selection);

#endif
